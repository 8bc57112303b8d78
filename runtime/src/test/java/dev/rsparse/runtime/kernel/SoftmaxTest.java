package dev.rsparse.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class SoftmaxTest {

    /// The stated relative error of the sum; the logarithm turns it into an absolute one.
    private static final double BOUND = 1e-5;

    private static IntStream vocabularies() {
        return IntStream.concat(TestFloats.sizes().filter(size -> size > 0), IntStream.of(4096, 32003));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void lossAgreesWithItsScalarTwin(int vocabulary) {
        float[] logits = TestFloats.normal(1, vocabulary);
        int target = vocabulary / 2;
        assertThat(Softmax.negativeLogLikelihood(logits, 0, vocabulary, target))
                .isCloseTo(ScalarOps.negativeLogLikelihood(logits, target), within(BOUND));
    }

    @Test
    void lossReadsOnlyItsRow() {
        float[] rows = TestFloats.normal(2, 3 * 128);
        float[] row = Arrays.copyOfRange(rows, 128, 128 + 70);
        assertThat(Softmax.negativeLogLikelihood(rows, 128, 70, 69))
                .isEqualTo(Softmax.negativeLogLikelihood(row, 0, 70, 69));
    }

    @Test
    void lossOfLargeLogitsIsFinite() {
        float[] logits = TestFloats.normal(3, 100);
        for (int i = 0; i < logits.length; i++) {
            logits[i] = logits[i] * 100 + 1000;
        }
        assertThat(Softmax.negativeLogLikelihood(logits, 0, 100, 5))
                .isCloseTo(ScalarOps.negativeLogLikelihood(logits, 5), within(BOUND));
    }

    @Test
    void lossOfEqualLogitsIsTheLogarithmOfTheirNumber() {
        assertThat(Softmax.negativeLogLikelihood(new float[70], 0, 70, 3)).isCloseTo(Math.log(70), within(BOUND));
    }

    @ParameterizedTest
    @MethodSource("vocabularies")
    void probabilitiesAddUpToOneAndAgreeWithTheLoss(int vocabulary) {
        float[] logits = TestFloats.normal(4, vocabulary + 3);
        float[] probabilities = logits.clone();
        double logarithm = Softmax.normalise(probabilities, 2, vocabulary);
        float[] own = Arrays.copyOfRange(logits, 2, 2 + vocabulary);
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += probabilities[2 + i];
        }
        assertThat(sum).isCloseTo(1, within(BOUND));
        for (int i = 0; i < vocabulary; i += Math.max(1, vocabulary / 7)) {
            double loss = ScalarOps.negativeLogLikelihood(own, i);
            assertThat((double) probabilities[2 + i]).isCloseTo(Math.exp(-loss), within(BOUND * Math.exp(-loss)));
            assertThat(logarithm - own[i]).isCloseTo(loss, within(BOUND));
        }
        assertThat(new float[] {probabilities[0], probabilities[1], probabilities[2 + vocabulary]})
                .containsExactly(logits[0], logits[1], logits[2 + vocabulary]);
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void rowsAgreeWithTheirScalarTwinOneByOne(int width) {
        int stride = width + 5;
        float[] x = TestFloats.normal(12, 3 * stride);
        float[] out = new float[3 * stride];
        Softmax.rows(x, out, 1, 3, width, stride);
        for (int row = 1; row < 3; row++) {
            float[] expected = ScalarOps.softmax(Arrays.copyOfRange(x, row * stride, row * stride + width));
            for (int i = 0; i < width; i++) {
                // An exponential is good to 2e-7 and 8 roundings of a difference below 8, that of the element as those
                // of the sum, which rounds once per term.
                double bound = (4e-7 + (width + 20) * TestFloats.ROUNDING) * expected[i];
                assertThat((double) out[row * stride + i]).isCloseTo(expected[i], within(bound));
            }
            assertThat(Arrays.copyOfRange(out, row * stride + width, (row + 1) * stride))
                    .containsOnly(0f);
        }
        assertThat(Arrays.copyOf(out, stride)).containsOnly(0f);
        Softmax.rows(x, x, 1, 3, width, stride);
        for (int row = 1; row < 3; row++) {
            int from = row * stride;
            TestFloats.assertSameBits(
                    Arrays.copyOfRange(x, from, from + width), Arrays.copyOfRange(out, from, from + width));
        }
    }
}
