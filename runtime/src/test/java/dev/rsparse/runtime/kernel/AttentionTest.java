package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.TestWorkspace;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("width")
class AttentionTest {

    /// Keys and values of a whole sequence, in the twin's form and in a cache.
    private record Sequence(KvCache cache, float[][] keys, float[][] values) {

        static Sequence of(CacheFormat format, int heads, int kvHeads, int headDim, int positions) {
            int width = kvHeads * headDim;
            float[][] keys = new float[positions][];
            float[][] values = new float[positions][];
            KvCache cache = KvCache.of(format, heads, kvHeads, headDim, positions);
            // Keys and values past the end are what an earlier, longer sequence may have left.
            float[] left = new float[width];
            Arrays.fill(left, Float.NaN);
            for (int p = 0; p < cache.capacity(); p++) {
                cache.append(left, left, 0, 1, width, p);
            }
            for (int p = 0; p < positions; p++) {
                keys[p] = stored(format, TestFloats.normal(2L * p, width));
                values[p] = stored(format, TestFloats.normal(2L * p + 1, width));
                cache.append(keys[p], values[p], 0, 1, width, p);
            }
            return new Sequence(cache, keys, values);
        }

        /// Numbers that the cache holds without rounding.
        private static float[] stored(CacheFormat format, float[] numbers) {
            for (int i = 0; i < numbers.length && format != CacheFormat.F32; i++) {
                numbers[i] = format == CacheFormat.F16
                        ? Float.float16ToFloat(Float.floatToFloat16(numbers[i]))
                        : Float.intBitsToFloat(Float.floatToIntBits(numbers[i]) & 0xFFFF0000);
            }
            return numbers;
        }

        /// The same with scores of another kind, see [KvCache#scored].
        Sequence scored(float scale, int window, float cap) {
            cache.scored(scale, window, cap);
            return this;
        }

        int width() {
            return cache.heads() * cache.headDim();
        }

        float[] attend(float[] q, int rows, int stride, int position) {
            float[] out = new float[q.length];
            Attention.apply(new TestWorkspace(1), cache, q, out, 0, rows, stride, position, 0);
            return out;
        }

        float[] twin(float[] q, int count) {
            return ScalarOps.attention(
                    q, keys, values, count, cache.heads(), cache.kvHeads(), cache.scale(), cache.window(), cache.cap());
        }

        /// How far rounding may move a result. A score sums `headDim` products, whose magnitudes add up to at
        /// most `magnitude`; an absolute error there is a relative one of its weight, above and below the
        /// fraction. A cap makes no error larger and adds its own: five roundings of `tanh`, one each of the
        /// scaling, the quotient and the product. Weights and values are summed over the positions seen; `exp`,
        /// the scaling and the division add a few roundings.
        double bound(float[] q, int count) {
            int headDim = cache.headDim();
            double magnitude = 0;
            double largest = 0;
            int first = cache.window() > 0 ? Math.max(0, count - cache.window()) : 0;
            for (int p = first; p < count; p++) {
                for (int head = 0; head < cache.heads(); head++) {
                    double sum = 0;
                    for (int d = 0; d < headDim; d++) {
                        int shared = head / cache.group() * headDim + d;
                        sum += Math.abs((double) q[head * headDim + d] * keys[p][shared]);
                        largest = Math.max(largest, Math.abs(values[p][shared]));
                    }
                    magnitude = Math.max(magnitude, sum * cache.scale());
                }
            }
            double capping = cache.cap() > 0 ? 8 * Math.min(cache.cap(), magnitude) : 0;
            return ROUNDING * largest * (2 * (headDim * magnitude + capping) + 2 * (count - first) + 16);
        }

        void check(float[] out, float[] q, int count) {
            float[] expected = twin(q, count);
            double bound = bound(q, count);
            for (int i = 0; i < q.length; i++) {
                assertThat((double) out[i]).as("element " + i).isCloseTo(expected[i], within(bound));
            }
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
        "3,1,72,5",
        "10,2,96,255",
        "7,1,64,256",
        "8,1,64,257",
        "24,2,32,513",
        "2,2,128,700",
        "40,1,16,300"
    })
    void agreesWithItsScalarTwin(int heads, int kvHeads, int headDim, int count) {
        for (CacheFormat format : CacheFormat.values()) {
            Sequence sequence = Sequence.of(format, heads, kvHeads, headDim, count);
            float[] q = TestFloats.normal(999, sequence.width());
            sequence.check(sequence.attend(q, 1, q.length, count - 1), q, count);
        }
    }

    @ParameterizedTest
    @CsvSource({"4,2,20,0,70", "1,1,64,250,40", "8,1,64,100,9", "7,1,16,200,60", "3,3,40,254,5", "40,1,16,255,3"})
    void agreesWithItsScalarTwinForEveryRowOfABatch(int heads, int kvHeads, int headDim, int position, int rows) {
        for (CacheFormat format : CacheFormat.values()) {
            Sequence sequence = Sequence.of(format, heads, kvHeads, headDim, position + rows);
            int width = sequence.width();
            float[] q = TestFloats.normal(5, rows * width);
            float[] out = sequence.attend(q, rows, width, position);
            for (int row = 0; row < rows; row++) {
                float[] own = Arrays.copyOfRange(q, row * width, (row + 1) * width);
                float[] result = Arrays.copyOfRange(out, row * width, (row + 1) * width);
                sequence.check(result, own, position + row + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"62,F32", "255,F32", "510,BF16", "300,F16"})
    void eachRowSeesOnlyItsOwnPast(int position, CacheFormat format) {
        Sequence sequence = Sequence.of(format, 4, 2, 20, position + 8);
        int stride = 128;
        float[] q = TestFloats.normal(1, 3 * stride);
        float[] together = sequence.attend(q, 3, stride, position);
        for (int row = 0; row < 3; row++) {
            float[] alone =
                    sequence.attend(Arrays.copyOfRange(q, row * stride, row * stride + 80), 1, 80, position + row);
            assertSameBits(Arrays.copyOfRange(together, row * stride, row * stride + 80), alone);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfABatchMayBelongToSeveralCaches(CacheFormat format) {
        Sequence one = Sequence.of(format, 4, 2, 20, 300);
        Sequence other = Sequence.of(format, 4, 2, 20, 40);
        float[] q = TestFloats.normal(3, 3 * 80);
        float[] out = new float[q.length];
        TestWorkspace workspace = new TestWorkspace(1);
        Attention.apply(workspace, one.cache(), q, out, 0, 1, 80, 299, 0);
        Attention.apply(workspace, other.cache(), q, out, 1, 3, 80, 38 - 1, 0);
        one.check(Arrays.copyOf(out, 80), Arrays.copyOf(q, 80), 300);
        for (int row = 1; row < 3; row++) {
            float[] result = Arrays.copyOfRange(out, row * 80, row * 80 + 80);
            other.check(result, Arrays.copyOfRange(q, row * 80, row * 80 + 80), 38 + row);
        }
    }

    @Test
    void theFirstTokenAttendsToItselfAlone() {
        Sequence sequence = Sequence.of(CacheFormat.F32, 2, 1, 8, 3);
        float[] out = sequence.attend(TestFloats.normal(2, 16), 1, 16, 0);
        assertSameBits(Arrays.copyOf(out, 8), sequence.values()[0]);
    }

    @ParameterizedTest
    @CsvSource({"40", "600"})
    void scoresOfAnyMagnitudeGiveFiniteWeights(int count) {
        Sequence sequence = Sequence.of(CacheFormat.F32, 1, 1, 16, count);
        float[] q = new float[16];
        Arrays.fill(q, 1e30f);
        for (float element : sequence.attend(q, 1, 16, count - 1)) {
            assertThat(element).isFinite();
        }
    }

    /// Windows of one position, of a vector and its neighbours, and up to, at and past the bounds of parts.
    @ParameterizedTest
    @CsvSource({
        "1,1,1,7,1",
        "3,1,5,31,2",
        "2,1,13,67,3",
        "2,2,17,67,4",
        "4,2,16,71,5",
        "6,3,31,101,15",
        "1,1,64,101,16",
        "7,1,20,101,17",
        "5,1,8,257,31",
        "2,1,7,293,37",
        "4,2,16,257,255",
        "4,2,16,257,256",
        "4,2,16,257,257",
        "1,1,19,769,256",
        "24,2,32,1021,300",
        "2,1,16,1021,509",
        "2,1,16,61,1000"
    })
    void aWindowAgreesWithItsScalarTwin(int heads, int kvHeads, int headDim, int count, int window) {
        for (CacheFormat format : CacheFormat.values()) {
            Sequence sequence = Sequence.of(format, heads, kvHeads, headDim, count)
                    .scored((float) (1 / Math.sqrt(headDim)), window, 0);
            float[] q = TestFloats.normal(999, sequence.width());
            sequence.check(sequence.attend(q, 1, q.length, count - 1), q, count);
        }
    }

    /// Caps far above, about and far below the scores.
    @ParameterizedTest
    @CsvSource({
        "1,1,1,1,50",
        "3,1,5,31,1",
        "2,1,13,67,0.25",
        "6,3,31,101,50",
        "4,2,17,257,2.5",
        "7,1,64,259,30",
        "2,2,128,700,0.01"
    })
    void cappedScoresAgreeWithTheirScalarTwin(int heads, int kvHeads, int headDim, int count, float cap) {
        for (CacheFormat format : CacheFormat.values()) {
            for (float scale : new float[] {0.0625f, 1}) {
                Sequence sequence =
                        Sequence.of(format, heads, kvHeads, headDim, count).scored(scale, 0, cap);
                float[] q = TestFloats.normal(999, sequence.width());
                sequence.check(sequence.attend(q, 1, q.length, count - 1), q, count);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4,2,20,0,70,1,0",
        "1,1,13,250,41,17,5",
        "8,1,64,100,9,3,50",
        "7,1,17,200,61,256,0",
        "3,3,31,254,5,255,1",
        "2,1,16,509,37,31,30",
        "40,1,16,255,3,257,0"
    })
    void windowsAndCapsAgreeWithTheirScalarTwinForEveryRowOfABatch(
            int heads, int kvHeads, int headDim, int position, int rows, int window, float cap) {
        for (CacheFormat format : CacheFormat.values()) {
            Sequence sequence = Sequence.of(format, heads, kvHeads, headDim, position + rows)
                    .scored((float) (1 / Math.sqrt(headDim)), window, cap);
            int width = sequence.width();
            float[] q = TestFloats.normal(5, rows * width);
            float[] out = sequence.attend(q, rows, width, position);
            for (int row = 0; row < rows; row++) {
                float[] own = Arrays.copyOfRange(q, row * width, (row + 1) * width);
                float[] result = Arrays.copyOfRange(out, row * width, (row + 1) * width);
                sequence.check(result, own, position + row + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,F32", "17,BF16", "255,F32", "256,F16", "300,F32"})
    void whatLiesBeforeTheWindowIsNotSeen(int window, CacheFormat format) {
        int count = 613;
        Sequence sequence = Sequence.of(format, 4, 2, 20, count).scored(0.25f, window, 0);
        float[] q = TestFloats.normal(4, sequence.width());
        float[] before = sequence.attend(q, 1, q.length, count - 1);
        float[] large = new float[40];
        Arrays.fill(large, 1000);
        for (int p = 0; p < count - window; p++) {
            sequence.cache().append(large, large, 0, 1, large.length, p);
        }
        assertSameBits(sequence.attend(q, 1, q.length, count - 1), before);
    }

    @ParameterizedTest
    @CsvSource({"62,5,F32", "255,17,F32", "510,300,BF16", "300,1,F16"})
    void eachRowSeesOnlyItsOwnWindow(int position, int window, CacheFormat format) {
        Sequence sequence = Sequence.of(format, 4, 2, 20, position + 8).scored(0.25f, window, 3);
        float[] q = TestFloats.normal(1, 3 * 80);
        float[] together = sequence.attend(q, 3, 80, position);
        for (int row = 0; row < 3; row++) {
            float[] own = Arrays.copyOfRange(q, row * 80, (row + 1) * 80);
            float[] alone = sequence.attend(own, 1, 80, position + row);
            assertSameBits(Arrays.copyOfRange(together, row * 80, (row + 1) * 80), alone);
        }
    }
}
