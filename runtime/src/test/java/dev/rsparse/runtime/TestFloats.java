package dev.rsparse.runtime;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;

/// Numbers for kernel tests: the sizes at which vector loops go wrong, seeded data, and comparisons.
public final class TestFloats {

    /// Half the distance from 1 to the next float: the relative error of one rounding.
    public static final double ROUNDING = 0x1p-24;

    private TestFloats() {}

    /// No vector, part of one, a whole one, a vector and a remainder, primes, and extents of real models.
    public static IntStream sizes() {
        return IntStream.of(0, 1, LANES - 1, LANES, LANES + 1, 2 * LANES + 3, 61, 64, 100, 127, 509, 704);
    }

    /// Normally distributed numbers; the same seed gives the same numbers.
    public static float[] normal(long seed, int count) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /// Little-endian floats in native memory that starts `before` bytes ahead of them.
    public static MemorySegment memory(long before, float... numbers) {
        MemorySegment memory = Arena.ofAuto().allocate(before + Math.max(4L, 4L * numbers.length), 64);
        MemorySegment.copy(
                numbers,
                0,
                memory,
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                before,
                numbers.length);
        return memory;
    }

    /// Asserts that both arrays hold the same floats; all NaN count as one.
    public static void assertSameBits(float[] actual, float[] expected) {
        assertThat(bits(actual)).containsExactly(bits(expected));
    }

    private static int[] bits(float[] numbers) {
        return IntStream.range(0, numbers.length)
                .map(i -> Float.floatToIntBits(numbers[i]))
                .toArray();
    }
}
