package dev.rsparse.compiler.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScoreHistogramTest {

    private static final double[] QUANTILES = {0, 0.001, 0.05, 0.3, 0.5, 0.525, 0.9, 0.999, 1};
    private static final double BIN = Math.pow(2, -11);

    enum Distribution {
        GAUSSIAN(random -> Math.abs(random.nextGaussian())),
        UNIFORM(Random::nextDouble),
        HEAVY_TAIL(random -> Math.pow(random.nextDouble(), -2)),
        MANY_DECADES(random -> Math.exp(60 * random.nextGaussian() / 2)),
        MOSTLY_ZERO(random -> random.nextInt(10) < 7 ? 0 : random.nextDouble()),
        FEW_VALUES(random -> random.nextInt(5) * 0.3),
        SUBNORMAL(random -> random.nextInt(1000) * (double) Float.MIN_VALUE),
        ALL_EQUAL(random -> 0.7);

        private final ToDoubleFunction<Random> draw;

        Distribution(ToDoubleFunction<Random> draw) {
            this.draw = draw;
        }

        float[] scores(int count) {
            Random random = new Random(ordinal());
            float[] scores = new float[count];
            for (int i = 0; i < count; i++) {
                scores[i] = (float) Math.min(draw.applyAsDouble(random), Float.MAX_VALUE);
            }
            return scores;
        }
    }

    @ParameterizedTest
    @EnumSource
    void quantileIsTheOrderStatisticOrTheEndOfItsBin(Distribution distribution) {
        float[] scores = distribution.scores(20_011);
        ScoreHistogram histogram = histogram(scores);
        Arrays.sort(scores);
        for (double q : QUANTILES) {
            float exact = scores[(int) Math.min((long) (q * scores.length), scores.length - 1)];
            double width = Math.max(exact * BIN, exact < Float.MIN_NORMAL ? Float.MIN_NORMAL * BIN : 0);
            assertThat((double) histogram.quantile(q)).isBetween((double) exact, exact == 0 ? 0 : exact + width);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsNoMoreThanTheExactThresholdAndLacksOnlyItsBin(Distribution distribution) {
        float[] scores = distribution.scores(20_011);
        ScoreHistogram histogram = histogram(scores);
        Arrays.sort(scores);
        for (double q : QUANTILES) {
            float exact = scores[(int) Math.min((long) (q * scores.length), scores.length - 1)];
            long kept = above(scores, histogram.quantile(q));
            long inBin = above(scores, exact) - above(scores, (float) (exact * (1 + BIN) + Float.MIN_NORMAL * BIN));
            assertThat(kept).isBetween(above(scores, exact) - inBin, above(scores, exact));
        }
    }

    @Test
    void ofOneScoreEveryQuantileIsThatScore() {
        ScoreHistogram histogram = histogram(0.3f);
        assertThat(histogram.quantile(0)).isEqualTo(0.3f);
        assertThat(histogram.quantile(1)).isEqualTo(0.3f);
    }

    @Test
    void zerosAreAnsweredExactly() {
        ScoreHistogram histogram = histogram(0, -0f, Float.MIN_VALUE, 1);
        assertThat(histogram.quantile(0.49)).isEqualTo(0);
        assertThat(histogram.quantile(0.5)).isBetween(Float.MIN_VALUE, Float.MIN_NORMAL / 2048);
        assertThat(histogram.count()).isEqualTo(4);
    }

    @Test
    void countsWhatIsNoScoreApart() {
        ScoreHistogram histogram =
                histogram(1, Float.NaN, Float.POSITIVE_INFINITY, -1, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(-1));
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.invalid()).isEqualTo(5);
        assertThat(histogram.quantile(1)).isEqualTo(1);
    }

    @Test
    void largestFloatIsStillAScore() {
        assertThat(histogram(Float.MAX_VALUE).quantile(0.5)).isEqualTo(Float.MAX_VALUE);
    }

    @Test
    void addAbsTakesMagnitudesOfTheGivenStretch() {
        ScoreHistogram histogram = new ScoreHistogram();
        histogram.addAbs(new float[] {9, -2, 3, -0f, 9}, 1, 3);
        assertThat(histogram.count()).isEqualTo(3);
        assertThat(histogram.quantile(0)).isEqualTo(0);
        assertThat(histogram.quantile(1)).isEqualTo(3);
    }

    @Test
    void addScaledWeighsEachChannelByItsNorm() {
        ScoreHistogram histogram = new ScoreHistogram();
        histogram.addScaled(new float[] {9, -2, 3, 9}, 1, new float[] {4, 0.5f}, 2);
        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.quantile(0)).isBetween(1.5f, 1.5f * (1 + (float) BIN));
        assertThat(histogram.quantile(1)).isEqualTo(8);
    }

    @Test
    void mergedPartsAnswerLikeTheWhole() {
        float[] scores = Distribution.MANY_DECADES.scores(5_000);
        scores[17] = Float.NaN;
        ScoreHistogram merged = histogram(Arrays.copyOf(scores, 1_234));
        merged.merge(histogram(Arrays.copyOfRange(scores, 1_234, scores.length)));
        ScoreHistogram whole = histogram(scores);
        assertThat(merged.count()).isEqualTo(whole.count());
        assertThat(merged.invalid()).isEqualTo(1);
        for (double q : QUANTILES) {
            assertThat(merged.quantile(q)).isEqualTo(whole.quantile(q));
        }
    }

    @Test
    void countersPastTwoToThe31stStayPositive() {
        ScoreHistogram histogram = histogram(1);
        for (int doubling = 0; doubling < 31; doubling++) {
            ScoreHistogram same = new ScoreHistogram();
            same.merge(histogram);
            histogram.merge(same);
        }
        histogram.add(2);
        assertThat(histogram.count()).isEqualTo((1L << 31) + 1);
        assertThat(histogram.quantile(0.9)).isBetween(1f, 1.001f);
        assertThat(histogram.quantile(1)).isEqualTo(2);
    }

    @Test
    void refusesToOverflowABin() {
        ScoreHistogram histogram = histogram(1);
        assertThatThrownBy(() -> {
                    for (int doubling = 0; doubling < 32; doubling++) {
                        ScoreHistogram same = new ScoreHistogram();
                        same.merge(histogram);
                        histogram.merge(same);
                    }
                })
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("more than 4294967295 scores in one bin");
    }

    @Test
    void refusesAQuantileOfNothing() {
        assertThatThrownBy(() -> histogram(Float.NaN).quantile(0.5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no scores to take a quantile of");
    }

    @Test
    void refusesSharesOutsideZeroToOne() {
        for (double q : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> histogram(1).quantile(q))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a quantile is taken at 0..1, not at " + q);
        }
    }

    private static ScoreHistogram histogram(float... scores) {
        ScoreHistogram histogram = new ScoreHistogram();
        for (float score : scores) {
            histogram.add(score);
        }
        return histogram;
    }

    private static long above(float[] sorted, float threshold) {
        long count = 0;
        for (float score : sorted) {
            count += score > threshold ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadBackAnswersAlike(Distribution distribution) throws IOException {
        ScoreHistogram histogram = histogram(distribution.scores(5_000));
        histogram.add(Float.NaN);
        ScoreHistogram back = ScoreHistogram.read(new DataInputStream(new ByteArrayInputStream(written(histogram))));
        for (double q : QUANTILES) {
            assertThat(back.quantile(q)).isEqualTo(histogram.quantile(q));
        }
        assertThat(back.count()).isEqualTo(histogram.count());
        assertThat(back.invalid()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void showsEveryScoreInAscendingStretchesThatHoldIt(Distribution distribution) {
        float[] scores = distribution.scores(5_000);
        Arrays.sort(scores);
        int[] seen = {0};
        histogram(scores).forEach((first, last, count) -> {
            for (long i = 0; i < count; i++) {
                assertThat(scores[seen[0]++]).isBetween(first, last);
            }
        });
        assertThat(seen[0]).isEqualTo(scores.length);
    }

    @Test
    void countersOfAnySizeAreReadBack() throws IOException {
        ScoreHistogram histogram = histogram(1);
        for (int doubling = 0; doubling < 31; doubling++) {
            histogram.merge(histogram);
        }
        ScoreHistogram back = ScoreHistogram.read(new DataInputStream(new ByteArrayInputStream(written(histogram))));
        assertThat(back.count()).isEqualTo(1L << 31);
    }

    private static byte[] written(ScoreHistogram histogram) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
