package dev.rsparse.benchmarks.skipping;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/// Packed weights made of random bits: numbers of either sign with magnitudes from 2^-7 to below 2^-5, so
/// that no sum overflows and none is subnormal. Filled in place, in the format of the kernels: no tensor
/// is ever packed.
final class RandomWeights {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ALIGNMENT = 64;
    private static final long SEED = 20_250_925;

    private RandomWeights() {}

    /// Memory for `layout`, freed when the container is closed.
    static WeightContainer of(WeightLayout layout) {
        Arena arena = Arena.ofShared();
        MemorySegment data = arena.allocate(layout.bytes(), ALIGNMENT);
        // Bits that stay random: the sign, the lowest bit of the exponent, the fraction.
        long random = pattern(layout.formats().others(), 0x80FF_80FF_80FF_80FFL, 0x80FF_FFFF_80FF_FFFFL);
        long fixed = pattern(layout.formats().others(), 0x3C00_3C00_3C00_3C00L, 0x3C00_0000_3C00_0000L);
        SplittableRandom bits = new SplittableRandom(SEED);
        for (long at = 0; at < data.byteSize(); at += Long.BYTES) {
            data.set(LONG, at, bits.nextLong() & random | fixed);
        }
        return new WeightContainer(data.asReadOnly(), layout.fingerprint(), arena::close);
    }

    private static long pattern(StripLayout format, long bf16, long f32) {
        return switch (format) {
            case BF16 -> bf16;
            case F32 -> f32;
            case F16, Q8, Q4 -> throw new IllegalArgumentException("no random weights with scales");
        };
    }

    /// The magnitudes of the inputs: what the rows of the one embedding table hold.
    static ScoreHistogram inputs(WeightLayout layout, WeightContainer weights) {
        Entry table = layout.entries().stream()
                .filter(entry -> entry.content() instanceof Content.Rows)
                .findFirst()
                .orElseThrow();
        MemorySegment rows = weights.data().asSlice(table.offset(), table.bytes());
        ScoreHistogram scores = new ScoreHistogram();
        for (long at = 0; at < rows.byteSize(); at += layout.formats().others().bits() / 8) {
            scores.add(Math.abs(number(layout.formats().others(), rows, at)));
        }
        return scores;
    }

    private static float number(StripLayout format, MemorySegment memory, long at) {
        return switch (format) {
            case F32 -> memory.get(FLOAT, at);
            case BF16 -> Float.intBitsToFloat(memory.get(SHORT, at) << 16);
            case F16, Q8, Q4 -> throw new IllegalArgumentException("no random weights with scales");
        };
    }
}
