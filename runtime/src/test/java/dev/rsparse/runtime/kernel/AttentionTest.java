package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("width")
class AttentionTest {

    /// Keys and values of a whole sequence, in the twin's form and in a cache.
    private record Sequence(int heads, int kvHeads, int headDim, float[][] keys, float[][] values, KvCache cache) {

        static Sequence of(int heads, int kvHeads, int headDim, int positions) {
            int width = kvHeads * headDim;
            float[][] keys = new float[positions][];
            float[][] values = new float[positions][];
            KvCache cache = new KvCache(kvHeads, headDim, positions);
            // Keys and values past the end are what an earlier, longer sequence may have left.
            Arrays.fill(cache.keys(), Float.NaN);
            Arrays.fill(cache.values(), Float.NaN);
            for (int p = 0; p < positions; p++) {
                keys[p] = TestFloats.normal(2L * p, width);
                values[p] = TestFloats.normal(2L * p + 1, width);
                cache.append(keys[p], values[p], 0, 1, width, p);
            }
            return new Sequence(heads, kvHeads, headDim, keys, values, cache);
        }

        int width() {
            return heads * headDim;
        }

        float[] attend(float[] q, int rows, int stride, int position) {
            float[] out = new float[q.length];
            Attention.apply(cache, q, out, rows, heads, 0, heads, stride, position, new float[cache.capacity()]);
            return out;
        }

        /// How far rounding may move a result. A score sums `headDim` products, whose magnitudes add up to at most
        /// `magnitude`; an absolute error there is a relative one of its weight, above and below the fraction.
        /// Weights and values are summed over `count` positions; `exp`, the scaling and the division add a few
        /// roundings.
        double bound(float[] q, int count) {
            double magnitude = 0;
            double largest = 0;
            for (int p = 0; p < count; p++) {
                for (int head = 0; head < heads; head++) {
                    double sum = 0;
                    for (int d = 0; d < headDim; d++) {
                        int shared = head / (heads / kvHeads) * headDim + d;
                        sum += Math.abs((double) q[head * headDim + d] * keys[p][shared]);
                        largest = Math.max(largest, Math.abs(values[p][shared]));
                    }
                    magnitude = Math.max(magnitude, sum / Math.sqrt(headDim));
                }
            }
            return ROUNDING * largest * (2 * headDim * magnitude + 2 * count + 16);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1,1",
        "1,1,2,3",
        "2,1,8,17",
        "4,2,16,63",
        "4,2,16,64",
        "4,2,16,65",
        "6,3,20,130",
        "2,2,64,33",
        "3,1,72,5"
    })
    void agreesWithItsScalarTwin(int heads, int kvHeads, int headDim, int count) {
        Sequence sequence = Sequence.of(heads, kvHeads, headDim, count);
        float[] q = TestFloats.normal(999, sequence.width());
        float[] out = sequence.attend(q, 1, q.length, count - 1);
        float[] expected = ScalarOps.attention(q, sequence.keys(), sequence.values(), count, heads, kvHeads);
        double bound = sequence.bound(q, count);
        for (int i = 0; i < q.length; i++) {
            assertThat((double) out[i]).isCloseTo(expected[i], within(bound));
        }
    }

    @Test
    void eachRowSeesOnlyItsOwnPast() {
        Sequence sequence = Sequence.of(4, 2, 20, 70);
        int stride = 128;
        float[] q = TestFloats.normal(1, 3 * stride);
        float[] together = sequence.attend(q, 3, stride, 62);
        for (int row = 0; row < 3; row++) {
            float[] alone = sequence.attend(Arrays.copyOfRange(q, row * stride, row * stride + 80), 1, 80, 62 + row);
            assertSameBits(Arrays.copyOfRange(together, row * stride, row * stride + 80), alone);
        }
    }

    @Test
    void theFirstTokenAttendsToItselfAlone() {
        Sequence sequence = Sequence.of(2, 1, 8, 3);
        float[] out = sequence.attend(TestFloats.normal(2, 16), 1, 16, 0);
        assertSameBits(Arrays.copyOf(out, 8), sequence.values()[0]);
    }

    @Test
    void scoresOfAnyMagnitudeGiveFiniteWeights() {
        Sequence sequence = Sequence.of(1, 1, 16, 40);
        float[] q = new float[16];
        Arrays.fill(q, 1e30f);
        for (float element : sequence.attend(q, 1, 16, 39)) {
            assertThat(element).isFinite();
        }
    }
}
