package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarMath;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("width")
class VectorMathTest {

    /// Steps through all floats by their bits; prime, so that every exponent sees many significands.
    private static final int STRIDE = 16381;

    /// A function of a number in both its forms.
    enum Function {
        EXP(VectorMath::exp, ScalarMath::exp),
        SILU(VectorMath::silu, ScalarMath::silu),
        SIGMOID(VectorMath::sigmoid, ScalarMath::sigmoid),
        TANH(VectorMath::tanh, ScalarMath::tanh),
        GELU(VectorMath::gelu, ScalarMath::gelu),
        GELU_TANH(VectorMath::geluTanh, ScalarMath::geluTanh);

        private final UnaryOperator<FloatVector> vector;
        private final Scalar twin;

        Function(UnaryOperator<FloatVector> vector, Scalar twin) {
            this.vector = vector;
            this.twin = twin;
        }

        void check(float[] x) {
            float[] found = new float[LANES];
            vector.apply(FloatVector.fromArray(FLOATS, x, 0)).intoArray(found, 0);
            float[] expected = new float[LANES];
            for (int i = 0; i < LANES; i++) {
                expected[i] = twin.of(x[i]);
            }
            if (!Arrays.equals(found, expected)) {
                assertSameBits(found, expected);
            }
        }
    }

    private interface Scalar {
        float of(float x);
    }

    @ParameterizedTest
    @EnumSource
    void functionsHaveTheBitsOfTheirScalarTwinsOverAllFloats(Function function) {
        float[] x = new float[LANES];
        for (long bits = 0; bits < 1L << 32; bits += (long) STRIDE * LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                x[lane] = Float.intBitsToFloat((int) (bits + (long) lane * STRIDE));
            }
            function.check(x);
        }
    }

    @ParameterizedTest
    @EnumSource
    void functionsHaveTheBitsOfTheirScalarTwinsAtTheExtremes(Function function) {
        float[] extremes = {
            0f,
            -0f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            88.37626f,
            88.37627f,
            -87.33654f,
            -87.33655f,
            0.625f,
            -0.625f,
            Math.nextDown(0.625f),
            1f,
            -1f
        };
        for (float extreme : extremes) {
            float[] x = new float[LANES];
            x[LANES - 1] = extreme;
            function.check(x);
        }
    }

    @Test
    void expIsWithinItsStatedErrorOfTheExactValue() {
        double worst = 0;
        for (int i = -8730; i <= 8830; i++) {
            float x = i / 100f;
            double exact = Math.exp(x);
            worst = Math.max(worst, Math.abs(ScalarMath.exp(x) - exact) / exact);
        }
        assertThat(worst).isLessThan(2e-7);
    }

    @Test
    void tanhIsWithinItsStatedErrorOfTheExactValue() {
        double worst = 0;
        for (int i = 1; i <= 100_000; i++) {
            float x = i / 10_000f;
            double exact = Math.tanh(x);
            worst = Math.max(worst, Math.abs(ScalarMath.tanh(x) - exact) / exact);
            assertThat(ScalarMath.tanh(-x)).isEqualTo(-ScalarMath.tanh(x));
        }
        assertThat(worst).isLessThan(3e-7);
    }

    @Test
    void geluIsWithinItsStatedErrorOfTheExactValue() {
        for (int i = -60_000; i <= 60_000; i++) {
            float x = i / 10_000f;
            double exact = x / 2.0 * (1 + erf(x / Math.sqrt(2)));
            // The factor is off by 5e-7 at most, and the product rounds once.
            assertThat(Math.abs(ScalarMath.gelu(x) - exact))
                    .isLessThanOrEqualTo(5e-7 * Math.abs(x) + ROUNDING * Math.abs(exact));
        }
    }

    @Test
    void geluByTanhIsWithinItsStatedErrorOfTheExactValue() {
        for (int i = -60_000; i <= 60_000; i++) {
            float x = i / 10_000f;
            double tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
            double exact = x / 2.0 * (1 + tanh);
            assertThat(Math.abs(ScalarMath.geluTanh(x) - exact))
                    .isLessThanOrEqualTo(3e-7 * Math.abs(x) + ROUNDING * Math.abs(exact));
        }
    }

    /// `2/sqrt(pi) e^(-z²) (z + 2z³/3 + 4z⁵/15 + …)`, in which no term cancels another (Abramowitz and Stegun
    /// 7.1.6).
    private static double erf(double z) {
        double term = z;
        double sum = z;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * z * z / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
    }

    @Test
    void expStaysFiniteAndPositiveOutsideItsRange() {
        assertThat(ScalarMath.exp(Float.POSITIVE_INFINITY)).isBetween(1e38f, Float.MAX_VALUE);
        assertThat(ScalarMath.exp(Float.NEGATIVE_INFINITY)).isBetween(0f, 2e-38f);
    }

    @Test
    void sumAddsEveryLaneOnce() {
        float[] powers = new float[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            powers[lane] = 1 << lane;
        }
        // Powers of two below 2^24 add without rounding, and a lane left out or taken twice changes the sum.
        assertThat(VectorMath.sum(FloatVector.fromArray(FLOATS, powers, 0))).isEqualTo((1 << LANES) - 1f);
    }

    @Test
    void sumIsWithinOneRoundingPerLevelOfTheTree() {
        for (int seed = 0; seed < 100; seed++) {
            float[] x = TestFloats.normal(seed, LANES);
            double exact = 0;
            double magnitude = 0;
            for (float element : x) {
                exact += element;
                magnitude += Math.abs(element);
            }
            // log2(LANES) levels, at most four, each with one rounding of partial sums.
            assertThat((double) VectorMath.sum(FloatVector.fromArray(FLOATS, x, 0)))
                    .isCloseTo(exact, within(4 * ROUNDING * magnitude));
        }
    }

    @Test
    void sumLanesGivesTheSumOfEachVector() {
        float[] vectors = TestFloats.normal(1, 9 * LANES);
        float[] expected = new float[9];
        for (int i = 0; i < 9; i++) {
            expected[i] = VectorMath.sum(FloatVector.fromArray(FLOATS, vectors, i * LANES));
        }
        VectorMath.sumLanes(vectors, 9);
        assertThat(Arrays.copyOf(vectors, 9)).containsExactly(expected);
    }
}
