package dev.rsparse.compiler.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactQuantileTest {

    private static ExactQuantile of(float[] scores, double q) {
        ScoreHistogram histogram = new ScoreHistogram();
        for (float score : scores) {
            histogram.add(score);
        }
        ExactQuantile quantile = new ExactQuantile(histogram, q);
        for (float score : scores) {
            quantile.add(score);
        }
        return quantile;
    }

    private static void isThatOfTheSorted(float[] scores, double q) {
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        float expected = Math.abs(sorted[Math.min((int) (q * sorted.length), sorted.length - 1)]);
        ExactQuantile quantile = of(scores, q);
        assertThat(quantile.value()).isEqualTo(expected);
        long above = 0;
        for (float score : scores) {
            above += score > expected ? 1 : 0;
        }
        assertThat(quantile.above()).isEqualTo((double) above / scores.length);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.55, 0.999, 1})
    void isTheScoreAtItsPlace(double q) {
        Random random = new Random(7);
        float[] scores = new float[5000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs((float) random.nextGaussian());
        }
        isThatOfTheSorted(scores, q);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.5, 0.7, 1})
    void equalScoresAndZerosAreDroppedTogether(double q) {
        isThatOfTheSorted(new float[] {0, 0, -0f, 1, 1, 1, 1.0001f, 1.0001f, 2, 1e-40f}, q);
    }
}
