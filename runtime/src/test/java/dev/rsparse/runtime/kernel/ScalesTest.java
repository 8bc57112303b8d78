package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.assertSameBits;

import dev.rsparse.runtime.TestFloats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class ScalesTest {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FROM = 3;
    private static final int TO = 5;
    private static final long AT = 8;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 35, 64})
    void everyElementOfEveryRowIsMultipliedByItsScale(int n) {
        int stride = n + 2;
        float[] x = TestFloats.normal(n, FROM + 3 * stride);
        float[] scales = TestFloats.normal(n + 1, n);
        MemorySegment weights = Arena.ofAuto().allocate(AT + 4L * n + 4);
        for (int i = 0; i < n; i++) {
            weights.set(FLOAT, AT + 4L * i, scales[i]);
        }
        float[] out = new float[TO + 3 * stride];
        Scales.apply(x, FROM, out, TO, 3, stride, n, weights, AT);
        float[] expected = new float[out.length];
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < n; i++) {
                expected[TO + row * stride + i] = x[FROM + row * stride + i] * scales[i];
            }
        }
        assertSameBits(out, expected);
    }
}
