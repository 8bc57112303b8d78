package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.assertSameBits;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("width")
class PartsTest {

    private static final int AT = 3;
    private static final int TO = 2;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 35, 64})
    void sumsAreThoseOfTheTwinBitForBit(int n) {
        int stride = n + 5;
        float[] parts = TestFloats.normal(n, AT + 4 * stride);
        for (int count = 1; count <= 4; count++) {
            float[] out = new float[TO + n];
            Parts.sum(parts, AT, stride, count, out, TO, n);
            assertSameBits(Arrays.copyOfRange(out, TO, TO + n), ScalarOps.sumParts(parts, AT, stride, count, n));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 35, 64})
    void whatIsAddedIsThatOfTheTwinBitForBit(int n) {
        float[] parts = TestFloats.normal(n, AT + n);
        float[] out = TestFloats.normal(n + 1, TO + n);
        float[] before = Arrays.copyOfRange(out, TO, TO + n);
        float[] expected = ScalarOps.add(before, Arrays.copyOfRange(parts, AT, AT + n));
        Parts.add(parts, AT, out, TO, n);
        assertSameBits(Arrays.copyOfRange(out, TO, TO + n), expected);
    }
}
