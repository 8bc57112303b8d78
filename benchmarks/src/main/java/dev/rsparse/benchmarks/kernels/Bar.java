package dev.rsparse.benchmarks.kernels;

import dev.rsparse.runtime.StripLayout;
import java.util.OptionalDouble;

/// The share of the read bandwidth that a kernel is meant to reach, from memory and on two threads.
final class Bar {

    private static final int THREADS = 2;
    private static final double HALF = 0.5;
    private static final int WORD_BITS = 32;
    private static final int NIBBLE_BITS = 4;

    private Bar() {}

    /// What is asked of a product; nothing is asked at other densities and numbers of threads, nor of sparse products
    /// of 4 bits whose strips are short.
    ///
    /// @param density share of the channels asked for, 1 for the dense product
    static OptionalDouble of(ProductShape shape, StripLayout format, int threads, double density) {
        if (threads != THREADS) {
            return OptionalDouble.empty();
        }
        if (density == 1) {
            return OptionalDouble.of(ofBits(format, 0.95, 0.88, 0.75));
        }
        if (density != HALF || format.bits() == NIBBLE_BITS && !shape.joined()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(ofBits(format, 0.9, 0.8, 0.7));
    }

    private static double ofBits(StripLayout format, double words, double between, double nibbles) {
        return switch (format.bits()) {
            case WORD_BITS -> words;
            case NIBBLE_BITS -> nibbles;
            default -> between;
        };
    }
}
