package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarMath;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Vectors and what is left of them go the same steps, so all results are the same bits.
@Tag("width")
class PointwiseTest {

    /// What stands before the first element and past the last, and must stand there afterwards.
    private static final float GUARD = 7.5f;

    private static final int FIRST = 3;

    /// A routine and what it makes of one number.
    enum Function {
        RELU(Pointwise::relu, x -> Math.max(x, 0f)),
        GELU(Pointwise::gelu, ScalarMath::gelu),
        GELU_TANH(Pointwise::geluTanh, ScalarMath::geluTanh),
        TANH(Pointwise::tanh, ScalarMath::tanh),
        SOFTCAP((x, out, from, to) -> Pointwise.softCap(x, out, from, to, 2.5f), x -> ScalarMath.tanh(x / 2.5f) * 2.5f),
        SCALE((x, out, from, to) -> Pointwise.scale(x, out, from, to, -0.3f), x -> x * -0.3f);

        private final Routine routine;
        private final Scalar twin;

        Function(Routine routine, Scalar twin) {
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

    private static Stream<Arguments> functionsAndSizes() {
        return Stream.of(Function.values())
                .flatMap(function -> TestFloats.sizes().mapToObj(size -> Arguments.of(function, size)));
    }

    /// Normal numbers, some of them much larger or smaller, and both zeros.
    private static float[] numbers(int size) {
        float[] x = TestFloats.normal(1, size);
        for (int i = 0; i < size; i++) {
            x[i] *= new float[] {1, 1, 1e-6f, 40, 0}[i % 5];
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("functionsAndSizes")
    void functionsHaveTheBitsOfTheirScalarTwins(Function function, int size) {
        float[] x = numbers(size);
        float[] padded = new float[FIRST + size + 1];
        System.arraycopy(x, 0, padded, FIRST, size);
        float[] out = new float[padded.length];
        Arrays.fill(out, GUARD);
        function.routine.apply(padded, out, FIRST, FIRST + size);
        assertSameBits(Arrays.copyOfRange(out, FIRST, FIRST + size), function.expected(x));
        assertThat(Arrays.copyOf(out, FIRST)).containsOnly(GUARD);
        assertThat(out[FIRST + size]).isEqualTo(GUARD);
    }

    @ParameterizedTest
    @EnumSource
    void resultMayReplaceTheInput(Function function) {
        float[] x = numbers(127);
        float[] expected = function.expected(x);
        function.routine.apply(x, x, 0, 127);
        assertSameBits(x, expected);
    }

    @ParameterizedTest
    @EnumSource
    void zeroStaysZeroSoThatPaddingDoes(Function function) {
        float[] out = TestFloats.normal(10, 64);
        function.routine.apply(new float[64], out, 0, 64);
        for (float element : out) {
            assertThat(Math.abs(element)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void sigmoidHasTheBitsOfItsScalarTwinAndLeavesWhatPadsRows(int width) {
        int stride = width + 5;
        float[] x = TestFloats.normal(2, 3 * stride);
        float[] out = new float[3 * stride];
        Pointwise.sigmoid(x, out, 1, 3, width, stride);
        float[] expected = new float[3 * stride];
        for (int row = 1; row < 3; row++) {
            for (int i = row * stride; i < row * stride + width; i++) {
                expected[i] = ScalarMath.sigmoid(x[i]);
            }
        }
        assertSameBits(out, expected);
    }

    @Test
    void sigmoidIsWithinFourRoundingsOfTheExactValue() {
        for (int i = -2000; i <= 2000; i++) {
            float x = i / 100f;
            double exact = 1 / (1 + Math.exp(-x));
            // exp is good to 2e-7; the sum and the quotient round once each.
            assertThat((double) ScalarMath.sigmoid(x)).isCloseTo(exact, within(4e-7 * exact));
        }
    }

    @Test
    void cappedNumbersAreWithinTheErrorOfTanhAndTwoRoundings() {
        float[] x = new float[1001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 500) / 10f;
        }
        float[] out = new float[x.length];
        for (float cap : new float[] {0.1f, 1, 30, 50}) {
            Pointwise.softCap(x, out, 0, x.length, cap);
            for (int i = 0; i < x.length; i++) {
                double exact = cap * Math.tanh(x[i] / cap);
                double bound = (3e-7 + 2 * TestFloats.ROUNDING) * Math.abs(exact);
                assertThat((double) out[i]).isCloseTo(exact, within(bound));
                assertThat(Math.abs(out[i])).isLessThanOrEqualTo(cap);
            }
        }
    }
}
