package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.ROUNDING;
import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class RmsNormTest {

    private static final float EPSILON = 1e-5f;

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void agreesWithItsScalarTwin(int width) {
        float[] x = TestFloats.normal(1, width);
        float[] scale = TestFloats.normal(2, width);
        float[] out = new float[width];
        RmsNorm.apply(x, out, 0, 1, width, width, TestFloats.memory(64, scale), 64, EPSILON);
        float[] expected = ScalarOps.rmsNorm(x, scale, EPSILON);
        for (int i = 0; i < width; i++) {
            // A sum of `width` squares, none negative, is off by at most `width` roundings, which the root halves;
            // the factor, two products and the twin's own result add one rounding each.
            double bound = (width / 2.0 + 4) * ROUNDING * Math.abs(expected[i]);
            assertThat((double) out[i]).isCloseTo(expected[i], within(bound));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void withoutAScaleAgreesWithItsScalarTwin(int width) {
        float[] x = TestFloats.normal(1, width);
        float[] out = new float[width];
        RmsNorm.apply(x, out, 0, 1, width, width, EPSILON);
        float[] expected = ScalarOps.rmsNorm(x, new float[0], EPSILON);
        for (int i = 0; i < width; i++) {
            double bound = (width / 2.0 + 3) * ROUNDING * Math.abs(expected[i]);
            assertThat((double) out[i]).isCloseTo(expected[i], within(bound));
        }
    }

    @Test
    void withoutAScaleEqualsAScaleOfOnes() {
        int width = 45;
        int stride = 64;
        float[] x = TestFloats.normal(11, 3 * stride);
        float[] ones = new float[width];
        Arrays.fill(ones, 1);
        float[] scaled = new float[3 * stride];
        RmsNorm.apply(x, scaled, 0, 3, width, stride, TestFloats.memory(0, ones), 0, EPSILON);
        float[] out = new float[3 * stride];
        RmsNorm.apply(x, out, 0, 3, width, stride, EPSILON);
        assertSameBits(out, scaled);
    }

    @Test
    void rowsAreNormalisedOneByOne() {
        int width = 20;
        int stride = 64;
        float[] x = TestFloats.normal(3, 3 * stride);
        float[] together = new float[3 * stride];
        RmsNorm.apply(x, together, 0, 3, width, stride, TestFloats.memory(0, TestFloats.normal(4, width)), 0, EPSILON);
        float[] alone = new float[stride];
        float[] last = Arrays.copyOfRange(x, 2 * stride, 3 * stride);
        RmsNorm.apply(last, alone, 0, 1, width, stride, TestFloats.memory(0, TestFloats.normal(4, width)), 0, EPSILON);
        assertSameBits(Arrays.copyOfRange(together, 2 * stride, 3 * stride), alone);
    }

    @Test
    void leavesWhatLiesBetweenWidthAndStride() {
        float[] out = new float[128];
        RmsNorm.apply(
                TestFloats.normal(5, 128),
                out,
                0,
                2,
                40,
                64,
                TestFloats.memory(0, TestFloats.normal(6, 40)),
                0,
                EPSILON);
        assertThat(Arrays.copyOfRange(out, 40, 64)).containsOnly(0f);
    }

    @Test
    void resultMayReplaceTheInput() {
        float[] x = TestFloats.normal(7, 100);
        float[] scale = TestFloats.normal(8, 100);
        float[] out = new float[100];
        RmsNorm.apply(x, out, 0, 1, 100, 100, TestFloats.memory(0, scale), 0, EPSILON);
        RmsNorm.apply(x, x, 0, 1, 100, 100, TestFloats.memory(0, scale), 0, EPSILON);
        assertSameBits(x, out);
    }

    @Test
    void zerosStayZeros() {
        float[] out = TestFloats.normal(9, 33);
        RmsNorm.apply(new float[33], out, 0, 1, 33, 33, TestFloats.memory(0, TestFloats.normal(10, 33)), 0, EPSILON);
        assertThat(out).containsOnly(new float[] {0f, -0f});
    }
}
