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
import org.junit.jupiter.params.provider.CsvSource;

@Tag("width")
class RopeTest {

    private static final double THETA = 10000;

    @ParameterizedTest
    @CsvSource({"2,1", "8,3", "16,2", "20,3", "34,1", "64,2", "128,1"})
    void agreesWithItsScalarTwin(int headDim, int heads) {
        int width = headDim * heads;
        Rope rope = new Rope(headDim, THETA, 512);
        for (int position : new int[] {0, 1, 7, 100, 511}) {
            float[] x = TestFloats.normal(position, width);
            float[] out = new float[width];
            rope.apply(x, out, 0, 1, width, width, position);
            float[] expected = ScalarOps.rope(x, position, headDim, THETA);
            for (int i = 0; i < width; i++) {
                int half = headDim / 2;
                float partner = x[i % headDim < half ? i + half : i - half];
                double angle = position * Math.pow(THETA, -2.0 * (i % half) / headDim);
                // The power, its reciprocal and the angle round once each, in proportion to the angle; sine and
                // cosine, two products and a sum round once each, and so does the twin.
                double bound = (3 * angle + 5) * ROUNDING * (Math.abs(x[i]) + Math.abs(partner));
                assertThat((double) out[i]).isCloseTo(expected[i], within(bound));
            }
        }
    }

    @Test
    void positionZeroChangesNothing() {
        float[] x = TestFloats.normal(1, 40);
        float[] out = new float[40];
        new Rope(20, THETA, 4).apply(x, out, 0, 1, 40, 40, 0);
        assertSameBits(out, x);
    }

    @Test
    void rowsTakeSuccessivePositions() {
        Rope rope = new Rope(8, THETA, 16);
        float[] x = TestFloats.normal(2, 3 * 64);
        float[] together = new float[3 * 64];
        rope.apply(x, together, 0, 3, 24, 64, 5);
        float[] alone = new float[64];
        rope.apply(Arrays.copyOfRange(x, 2 * 64, 3 * 64), alone, 0, 1, 24, 64, 7);
        assertSameBits(Arrays.copyOfRange(together, 2 * 64, 3 * 64), alone);
    }

    @Test
    void resultMayReplaceTheInput() {
        Rope rope = new Rope(40, THETA, 16);
        float[] x = TestFloats.normal(3, 80);
        float[] out = new float[80];
        rope.apply(x, out, 0, 1, 80, 80, 9);
        rope.apply(x, x, 0, 1, 80, 80, 9);
        assertSameBits(x, out);
    }
}
