package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class LayerNormTest {

    private static final float EPSILON = 1e-5f;

    /// Scale and bias one behind the other, and where they begin.
    private record Weights(float[] scale, float[] bias, MemorySegment memory) {

        private static final long SCALE = 64;

        static Weights of(int width) {
            float[] scale = TestFloats.normal(2, width);
            float[] bias = TestFloats.normal(3, width);
            float[] both = Arrays.copyOf(scale, 2 * width);
            System.arraycopy(bias, 0, both, width, width);
            return new Weights(scale, bias, TestFloats.memory(SCALE, both));
        }

        long biasPlace() {
            return SCALE + 4L * scale.length;
        }

        void apply(float[] x, float[] out, int rows, int stride, boolean biased) {
            LayerNorm.apply(x, out, 0, rows, scale.length, stride, memory, SCALE, biased ? biasPlace() : -1, EPSILON);
        }
    }

    private static float[] normed(Weights weights, float[] x, boolean biased) {
        float[] out = new float[x.length];
        weights.apply(x, out, 1, x.length, biased);
        return out;
    }

    /// A sum of `width` numbers is off by at most `width` roundings of their magnitudes, which shifts all elements
    /// alike; the sum of squares, none negative, by as many, which the root halves. Differences, the factor, two
    /// products, the bias and the twin's own result round a few times more.
    private static void check(float[] x, Weights weights, boolean biased) {
        int width = x.length;
        float[] out = normed(weights, x, biased);
        float[] bias = biased ? weights.bias() : new float[0];
        float[] expected = ScalarOps.layerNorm(x, weights.scale(), bias, EPSILON);
        double mean = 0;
        double magnitude = 0;
        for (float element : x) {
            mean += element / (double) width;
            magnitude += Math.abs(element) / (double) width;
        }
        double variance = 0;
        for (float element : x) {
            variance += (element - mean) * (element - mean) / width;
        }
        double factor = 1 / Math.sqrt(variance + EPSILON);
        for (int i = 0; i < width; i++) {
            double scale = Math.abs(weights.scale()[i]) * factor;
            double bound = ROUNDING
                    * (scale * (width + 1) * magnitude
                            + (width / 2.0 + 6) * scale * Math.abs(x[i] - mean)
                            + 2 * Math.abs(expected[i]));
            assertThat((double) out[i]).as("element " + i).isCloseTo(expected[i], within(bound));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void agreesWithItsScalarTwin(int width) {
        check(TestFloats.normal(1, width), Weights.of(width), true);
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void withoutABiasAgreesWithItsScalarTwin(int width) {
        check(TestFloats.normal(1, width), Weights.of(width), false);
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void numbersFarFromZeroCostNoMoreThanTheRoundingOfTheirMean(int width) {
        float[] x = TestFloats.normal(1, width);
        for (int i = 0; i < width; i++) {
            x[i] += 300;
        }
        check(x, Weights.of(width), true);
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void theBiasOfALinearIsAddedWithTheBitsOfItsScalarTwin(int width) {
        Weights weights = Weights.of(width);
        int stride = width + 5;
        float[] x = TestFloats.normal(4, 2 * stride);
        float[] out = new float[2 * stride];
        LayerNorm.addBias(x, out, 0, 2, width, stride, weights.memory(), weights.biasPlace());
        for (int row = 0; row < 2; row++) {
            int from = row * stride;
            float[] expected = ScalarOps.add(Arrays.copyOfRange(x, from, from + width), weights.bias());
            assertSameBits(Arrays.copyOfRange(out, from, from + width), expected);
            assertThat(Arrays.copyOfRange(out, from + width, from + stride)).containsOnly(0f);
        }
    }

    @Test
    void rowsAreNormalisedOneByOne() {
        Weights weights = Weights.of(20);
        int stride = 64;
        float[] x = TestFloats.normal(5, 3 * stride);
        float[] together = new float[3 * stride];
        weights.apply(x, together, 3, stride, true);
        float[] alone = normed(weights, Arrays.copyOfRange(x, 2 * stride, 2 * stride + 20), true);
        assertSameBits(Arrays.copyOfRange(together, 2 * stride, 2 * stride + 20), alone);
    }

    @Test
    void leavesWhatLiesBetweenWidthAndStride() {
        float[] out = new float[128];
        Weights.of(41).apply(TestFloats.normal(6, 128), out, 2, 64, true);
        assertThat(Arrays.copyOfRange(out, 41, 64)).containsOnly(0f);
    }

    @Test
    void resultMayReplaceTheInput() {
        Weights weights = Weights.of(101);
        float[] x = TestFloats.normal(7, 101);
        float[] expected = normed(weights, x, true);
        weights.apply(x, x, 1, 101, true);
        assertSameBits(x, expected);
    }

    @Test
    void equalNumbersBecomeTheBias() {
        Weights weights = Weights.of(64);
        float[] x = new float[64];
        Arrays.fill(x, 3);
        assertSameBits(normed(weights, x, true), weights.bias());
    }
}
