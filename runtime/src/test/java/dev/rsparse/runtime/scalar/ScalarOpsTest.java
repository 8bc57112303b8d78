package dev.rsparse.runtime.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The specification against numbers worked out by hand.
class ScalarOpsTest {

    private static final float[] WEIGHT = {1, 2, 3, 4, 5, 6};

    @Test
    void linearMultipliesRowsByTheInput() {
        assertThat(ScalarOps.linear(WEIGHT, new float[] {1, 10, 100}, 2)).containsExactly(321, 654);
    }

    @Test
    void keptComparesStrictly() {
        assertThat(ScalarOps.kept(new float[] {-2, 1, 1.5f, 0}, 1f, new float[0]))
                .containsExactly(true, false, true, false);
    }

    @Test
    void keptScalesByColumnNorms() {
        assertThat(ScalarOps.kept(new float[] {-2, 1}, 1f, new float[] {0.5f, 2}))
                .containsExactly(false, true);
    }

    @Test
    void thinnedLinearWithoutFactorsDropsTheRest() {
        float[] y = ScalarOps.sparseLowRankLinear(
                WEIGHT, new float[] {1, 10, 100}, 2, 5f, new float[0], new float[0], new float[0]);
        assertThat(y).containsExactly(320, 650);
    }

    @Test
    void thinnedLinearSendsTheRestThroughTheFactors() {
        float[] y = ScalarOps.sparseLowRankLinear(
                WEIGHT, new float[] {1, 10, 100}, 2, 50f, new float[0], new float[] {1, 2}, new float[] {3, 4, 5});
        // V x_rest = 3 * 1 + 4 * 10; the kept channel is excluded from it.
        assertThat(y).containsExactly(300 + 43, 600 + 86);
    }

    @Test
    void gatedRowsAreZeroWhereTheGateIsSmall() {
        float[] gate = {10, -10};
        float[] y = ScalarOps.gatedRowsLinear(WEIGHT, new float[] {1, 10, 100}, gate, 1f, new float[0]);
        assertThat(y).containsExactly(ScalarMath.silu(10) * 321, 0);
    }

    @Test
    void gatedRowsAreScoredByTheMagnitudeOfTheirScaledSilu() {
        float[] gate = {1, -1};
        float[] y = ScalarOps.gatedRowsLinear(WEIGHT, new float[] {1, 10, 100}, gate, 1f, new float[] {1, 4});
        assertThat(y).containsExactly(0, ScalarMath.silu(-1) * 654);
    }

    @Test
    void attentionOverEqualScoresIsTheMean() {
        float[][] keys = {{1, 0}, {1, 0}};
        float[][] values = {{2, 4}, {4, 8}};
        assertThat(ScalarOps.attention(new float[] {3, 0}, keys, values, 2, 1, 1))
                .containsExactly(new float[] {3, 6}, within(1e-6f));
    }

    @Test
    void ropeTurnsAPairByItsAngle() {
        float[] turned = ScalarOps.rope(new float[] {1, 0}, 1, 2, 10000);
        assertThat(turned).containsExactly(new float[] {(float) Math.cos(1), (float) Math.sin(1)}, within(1e-7f));
    }

    @Test
    void rmsNormDividesByTheRootMeanSquare() {
        assertThat(ScalarOps.rmsNorm(new float[] {3, 4}, new float[] {1, 10}, 0f))
                .containsExactly(new float[] {0.84852815f, 11.313708f}, within(1e-6f));
    }

    @Test
    void lossOfTwoEqualLogitsIsTheLogarithmOfTwo() {
        assertThat(ScalarOps.negativeLogLikelihood(new float[] {5, 5}, 0)).isCloseTo(Math.log(2), within(1e-12));
    }
}
