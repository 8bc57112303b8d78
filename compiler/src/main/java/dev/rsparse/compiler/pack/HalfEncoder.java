package dev.rsparse.compiler.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The nearest half-precision number of each, ties to even, at the power of two at which the largest is at the top of
/// the range. Whatever half-precision numbers a strip is made of, they stay as they are.
///
/// Loops over arrays: the JIT makes vectors of these conversions.
final class HalfEncoder implements StripEncoder {

    private static final int BLOCK = 32;
    private static final int WORDS = 16;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The exponent of the largest number of the format.
    private static final int TOP = 15;

    /// What rounds to no number of the format: half a step above the largest.
    private static final float TOO_LARGE = 65520;

    /// Times what is stored, as kernels read it, gives what is meant.
    private static final int MOVED = 112;

    private final short[] halves;
    private final int[] words;

    /// @param length numbers in a strip, padding included
    HalfEncoder(int length) {
        this.halves = new short[length];
        this.words = new int[length / 2];
    }

    @Override
    public float encode(float[] numbers, float[] read, MemorySegment memory, long at) {
        float largest = Lanes.largest(numbers);
        int exponent = Math.clamp(Math.getExponent(largest), TOP - Float.MAX_EXPONENT, Float.MAX_EXPONENT);
        if (Math.scalb(largest, TOP - exponent) >= TOO_LARGE) {
            exponent++;
        }
        int scale = MOVED - TOP + exponent;
        // What is no number, or too large for a finite scale, leaves nothing to keep.
        if (!(largest > 0) || scale > Float.MAX_EXPONENT) {
            memory.asSlice(at, 2L * numbers.length).fill((byte) 0);
            Arrays.fill(read, 0);
            return 0;
        }
        float up = Math.scalb(1f, TOP - exponent);
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(numbers[i] * up);
        }
        float down = 1 / up;
        for (int i = 0; i < halves.length; i++) {
            read[i] = Float.float16ToFloat(halves[i]) * down;
        }
        write(memory, at);
        return Math.scalb(1f, scale);
    }

    private void write(MemorySegment memory, long at) {
        for (int block = 0; block < halves.length; block += BLOCK) {
            for (int l = 0; l < WORDS; l++) {
                words[block / 2 + l] = halves[block + l] & 0xFFFF | halves[block + WORDS + l] << 16;
            }
        }
        MemorySegment.copy(words, 0, memory, WORD, at, words.length);
    }
}
