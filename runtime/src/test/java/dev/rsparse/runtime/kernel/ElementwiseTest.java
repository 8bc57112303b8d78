package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.TestFloats.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.scalar.ScalarMath;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No operation here adds more than two numbers, so vector and scalar round alike and all results are the same
/// bits.
@Tag("width")
class ElementwiseTest {

    /// What stands before the first element and past the last, and must stand there afterwards.
    private static final float GUARD = 7.5f;

    private static final int FIRST = 3;

    private interface Binary {
        void apply(float[] left, float[] right, float[] out, int from, int to);
    }

    private static float[] run(Binary operation, float[] left, float[] right) {
        int end = FIRST + left.length;
        float[] out = new float[end + 1];
        Arrays.fill(out, GUARD);
        operation.apply(shifted(left), shifted(right), out, FIRST, end);
        assertThat(Arrays.copyOf(out, FIRST)).containsOnly(GUARD);
        assertThat(out[end]).isEqualTo(GUARD);
        return Arrays.copyOfRange(out, FIRST, end);
    }

    private static float[] shifted(float[] numbers) {
        float[] shifted = new float[FIRST + numbers.length];
        System.arraycopy(numbers, 0, shifted, FIRST, numbers.length);
        return shifted;
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void addHasTheBitsOfItsScalarTwin(int size) {
        float[] left = TestFloats.normal(1, size);
        float[] right = TestFloats.normal(2, size);
        assertSameBits(run(Elementwise::add, left, right), ScalarOps.add(left, right));
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void mulHasTheBitsOfItsScalarTwin(int size) {
        float[] left = TestFloats.normal(3, size);
        float[] right = TestFloats.normal(4, size);
        assertSameBits(run(Elementwise::mul, left, right), ScalarOps.mul(left, right));
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void siluHasTheBitsOfItsScalarTwin(int size) {
        float[] x = TestFloats.normal(5, size);
        float[] actual = run((left, _, out, from, to) -> Elementwise.silu(left, out, from, to), x, x);
        assertSameBits(actual, ScalarOps.silu(x));
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void siluMulHasTheBitsOfSiluThenMul(int size) {
        float[] gate = TestFloats.normal(6, size);
        float[] up = TestFloats.normal(7, size);
        assertSameBits(run(Elementwise::siluMul, gate, up), ScalarOps.mul(ScalarOps.silu(gate), up));
    }

    @ParameterizedTest
    @MethodSource("dev.rsparse.runtime.TestFloats#sizes")
    void resultMayReplaceAnOperand(int size) {
        float[] left = TestFloats.normal(8, size);
        float[] right = TestFloats.normal(9, size);
        float[] expected = ScalarOps.add(left, right);
        Elementwise.add(left, right, right, 0, size);
        assertSameBits(right, expected);
    }

    @Test
    void siluOfZeroIsZeroSoThatPaddingStaysZero() {
        float[] out = TestFloats.normal(10, 64);
        Elementwise.silu(new float[64], out, 0, 64);
        assertSameBits(out, new float[64]);
    }

    @Test
    void scalarSiluIsWithinFourRoundingsOfTheExactValue() {
        for (int i = -2000; i <= 2000; i++) {
            float x = i / 100f;
            double exact = x / (1 + Math.exp(-x));
            // exp is good to 2e-7; negation is exact, and the sum and the quotient round once each.
            assertThat(Math.abs(ScalarMath.silu(x) - exact)).isLessThanOrEqualTo(4e-7 * Math.abs(exact));
        }
    }

    @Test
    void loadCopiesRowsThatLieBehindEachOtherToWhereActivationsAre() {
        float[] out = new float[9];
        Elementwise.load(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, out, 1, 3, 2, 3);
        assertThat(out).containsExactly(0, 0, 0, 5, 6, 0, 7, 8, 0);
    }

    @Test
    void moveRowCopiesTheRowOverTheFirst() {
        float[] rows = {1, 2, 3, 4, 5, 6};
        Elementwise.moveRow(rows, 2, 2);
        assertThat(rows).containsExactly(5, 6, 3, 4, 5, 6);
    }
}
