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
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("width")
class VectorMathTest {

    /// Steps through all floats by their bits; prime, so that every exponent sees many significands.
    private static final int STRIDE = 16381;

    private static float[] exponentials(float[] x) {
        float[] out = new float[LANES];
        VectorMath.exp(FloatVector.fromArray(FLOATS, x, 0)).intoArray(out, 0);
        return out;
    }

    private static float[] scalarExponentials(float[] x) {
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = ScalarMath.exp(x[i]);
        }
        return out;
    }

    @Test
    void expHasTheBitsOfItsScalarTwinOverAllFloats() {
        float[] x = new float[LANES];
        for (long bits = 0; bits < 1L << 32; bits += (long) STRIDE * LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                x[lane] = Float.intBitsToFloat((int) (bits + (long) lane * STRIDE));
            }
            assertSameBits(exponentials(x), scalarExponentials(x));
        }
    }

    @Test
    void expHasTheBitsOfItsScalarTwinAtTheExtremes() {
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
            1f,
            -1f
        };
        for (float extreme : extremes) {
            float[] x = new float[LANES];
            x[LANES - 1] = extreme;
            assertSameBits(exponentials(x), scalarExponentials(x));
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
