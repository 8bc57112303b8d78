package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarRounding;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Vectors and what is left of them give the same bits, which are those of the type asked for.
@Tag("width")
class RoundingTest {

    /// What stands before the first element and past the last, and must stand there afterwards.
    private static final float GUARD = 7.5f;

    private static final int FIRST = 3;

    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        65519.996f,
        65520f,
        -65520f,
        2147483648f,
        -2147483904f,
        -0.75f
    };

    /// A routine and what it makes of one number.
    enum Type {
        BF16(Rounding::bf16, ScalarRounding::bf16),
        F16(Rounding::f16, ScalarRounding::f16),
        I32(Rounding::i32, ScalarRounding::i32);

        private final Routine routine;
        private final Scalar twin;

        Type(Routine routine, Scalar twin) {
            this.routine = routine;
            this.twin = twin;
        }

        float[] expected(float[] x) {
            float[] out = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                out[i] = twin.of(x[i]);
            }
            return out;
        }
    }

    private interface Routine {
        void apply(float[] x, float[] out, int from, int to);
    }

    private interface Scalar {
        float of(float x);
    }

    private static Stream<Arguments> typesAndSizes() {
        return Stream.of(Type.values()).flatMap(type -> TestFloats.sizes().mapToObj(size -> Arguments.of(type, size)));
    }

    /// Normal numbers in sizes from below the least binary16 to beyond the largest, and special ones between them.
    private static float[] numbers(int size) {
        float[] x = TestFloats.normal(1, size);
        for (int i = 0; i < size; i++) {
            x[i] = i % 3 == 2 ? SPECIAL[i / 3 % SPECIAL.length] : x[i] * (float) Math.pow(2, i % 45 - 27);
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("typesAndSizes")
    void typesHaveTheBitsOfTheirScalarTwins(Type type, int size) {
        float[] x = numbers(size);
        float[] padded = new float[FIRST + size + 1];
        System.arraycopy(x, 0, padded, FIRST, size);
        float[] out = new float[padded.length];
        Arrays.fill(out, GUARD);
        type.routine.apply(padded, out, FIRST, FIRST + size);
        assertSameBits(Arrays.copyOfRange(out, FIRST, FIRST + size), type.expected(x));
        assertThat(Arrays.copyOf(out, FIRST)).containsOnly(GUARD);
        assertThat(out[FIRST + size]).isEqualTo(GUARD);
    }

    @ParameterizedTest
    @EnumSource
    void resultMayReplaceTheInputAndStaysWhenRoundedAgain(Type type) {
        float[] x = numbers(127);
        float[] expected = type.expected(x);
        type.routine.apply(x, x, 0, 127);
        assertSameBits(x, expected);
        type.routine.apply(x, x, 0, 127);
        assertSameBits(x, expected);
    }

    /// Every finite binary16 and the middle between it and the next, with the floats on both sides of each.
    @Test
    void f16BreaksTiesToEvenBetweenAllNeighbours() {
        float[] x = new float[6 * 0x7C00];
        for (int bits = 0; bits < 0x7C00; bits++) {
            float number = Float.float16ToFloat((short) bits);
            float next = bits == 0x7BFF ? 65536f : Float.float16ToFloat((short) (bits + 1));
            float middle = (number + next) / 2;
            float[] around = {number, Math.nextUp(number), Math.nextDown(middle), middle, Math.nextUp(middle), -middle};
            System.arraycopy(around, 0, x, 6 * bits, 6);
        }
        float[] out = new float[x.length];
        Rounding.f16(x, out, 0, x.length);
        assertSameBits(out, Type.F16.expected(x));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "0x1.01p0, 0x1.00p0",
        "0x1.03p0, 0x1.04p0",
        "0x1.010002p0, 0x1.02p0",
        "-0x1.03p0, -0x1.04p0",
        "0x1.fffffep127, Infinity",
        "0x1p-149, 0"
    })
    void bf16IsTheNearestAndTheEvenOneOfTwo(String x, String rounded) {
        assertThat(ScalarRounding.bf16(Float.parseFloat(x))).isEqualTo(Float.parseFloat(rounded));
    }

    @ParameterizedTest
    @CsvSource({"2.9, 2", "-2.9, -2", "-0.5, 0", "3e9, 2147483647", "-3e9, -2147483648", "NaN, 0"})
    void i32LeavesTheFractionOut(float x, float whole) {
        assertThat(ScalarRounding.i32(x)).isEqualTo(whole);
    }
}
