package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.op.TestTensors.floats;
import static dev.rsparse.runtime.op.TestTensors.numbers;
import static dev.rsparse.runtime.op.TestTensors.settings;
import static dev.rsparse.runtime.op.TestTensors.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class BinaryTest {

    private interface OfFloats {
        float of(float left, float right);
    }

    /// An operator that is fast for floats, and what it makes of two.
    enum Fast {
        ADD(Add::new, (left, right) -> left + right),
        SUB(Sub::new, (left, right) -> left - right),
        MUL(Mul::new, (left, right) -> left * right),
        DIV(Div::new, (left, right) -> left / right),
        LARGER(Larger::new, Math::max),
        SMALLER(Smaller::new, Math::min),
        SLOPE(PRelu::new, (left, right) -> left < 0 ? right * left : left),
        POWER(Pow::new, (left, right) -> (float) Math.pow(left, right));

        private final Function<Settings, Binary> operator;
        private final OfFloats formula;

        Fast(Function<Settings, Binary> operator, OfFloats formula) {
            this.operator = operator;
            this.formula = formula;
        }
    }

    private static Stream<Arguments> operatorsAndSizes() {
        return Stream.of(Fast.values()).flatMap(fast -> TestFloats.sizes().mapToObj(size -> Arguments.of(fast, size)));
    }

    @ParameterizedTest
    @MethodSource("operatorsAndSizes")
    void rowsMeetRowsAndNumbers(Fast fast, int size) {
        Tensor a = floats(TestFloats.normal(1, size));
        Tensor b = floats(TestFloats.normal(2, size));
        Tensor number = floats(0.75f);
        Binary operator = fast.operator.apply(settings(16));
        Tensor c = used();
        operator.run(a, b, c);
        assertRow(fast, c, a, b);
        operator.run(a, number, c);
        assertRow(fast, c, a, number);
        if (fast != Fast.SLOPE) {
            operator.run(number, b, c);
            assertRow(fast, c, number, b);
        }
    }

    private static void assertRow(Fast fast, Tensor c, Tensor a, Tensor b) {
        float[] expected = new float[c.count()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = fast.formula.of(a.floats()[a.count() == 1 ? 0 : i], b.floats()[b.count() == 1 ? 0 : i]);
        }
        TestFloats.assertSameBits(floats(c), expected);
    }

    @Test
    void shapesAreStretched() {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 1, 3);
        Tensor b = Tensor.of(new float[] {10, 20}, 2, 1);
        Tensor c = used();
        new Sub(settings(14)).run(a, b, c);
        assertThat(c).hasToString("f32[2,2,3]");
        assertThat(floats(c)).containsExactly(-9, -8, -7, -19, -18, -17, -6, -5, -4, -16, -15, -14);
    }

    @Test
    void scalarsAndEmptyTensorsAreTensorsToo() {
        Tensor c = used();
        new Add(settings(14)).run(Tensor.of(new float[] {1}), Tensor.of(new float[] {2}), c);
        assertThat(c).hasToString("f32[]");
        assertThat(floats(c)).containsExactly(3);
        new Add(settings(14)).run(Tensor.of(new float[0], 0, 3), floats(1, 2, 3), c);
        assertThat(c).hasToString("f32[0,3]");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fast.class,
            names = {"ADD", "DIV", "POWER"})
    void threadsDoNotChangeResults(Fast fast) {
        Tensor a = Tensor.of(TestFloats.normal(1, 100 * 403), 100, 403);
        for (Tensor b : new Tensor[] {
            Tensor.of(TestFloats.normal(2, 100 * 403), 100, 403),
            floats(TestFloats.normal(3, 403)),
            Tensor.of(TestFloats.normal(4, 100), 100, 1)
        }) {
            Tensor alone = used();
            Tensor shared = used();
            fast.operator.apply(settings(14)).run(a, b, alone);
            try (Workers three = new Workers(3)) {
                fast.operator.apply(new Settings(three, 14)).run(a, b, shared);
            }
            TestFloats.assertSameBits(floats(shared), floats(alone));
        }
    }

    @Test
    void integersWrapAndUnsignedOnesDivideAsSuch() {
        Tensor c = used();
        new Add(settings(14)).run(numbers(ElementType.I8, 127), numbers(ElementType.I8, 1), c);
        assertThat(c.toLongs()).containsExactly(-128);
        new Sub(settings(14)).run(numbers(ElementType.U16, 0), numbers(ElementType.U16, 1), c);
        assertThat(c.toLongs()).containsExactly(65535);
        new Div(settings(14)).run(numbers(ElementType.U64, 0x1p63), numbers(ElementType.U64, 2), c);
        assertThat(c.toLongs()).containsExactly(1L << 62);
        new Div(settings(14)).run(numbers(ElementType.I32, -7), numbers(ElementType.I32, 2), c);
        assertThat(c.toLongs()).containsExactly(-3);
        new Mod(settings(13)).run(numbers(ElementType.I32, -7), numbers(ElementType.I32, 3), c);
        assertThat(c.toLongs()).containsExactly(2);
        new BitShift(settings(11).with("direction", "LEFT"))
                .run(numbers(ElementType.U8, 200, 1), numbers(ElementType.U8, 1, 100), c);
        assertThat(c.toLongs()).containsExactly(144, 0);
    }

    @Test
    void sixteenBitsAreRoundedOnce() {
        Tensor c = used();
        new Add(settings(14)).run(numbers(ElementType.F16, 2048), numbers(ElementType.F16, 3), c);
        assertThat(numbers(c)).containsExactly(2052);
        new Mean(settings(13)).run(tensors(numbers(ElementType.F16, 60000), numbers(ElementType.F16, 60000)), c);
        assertThat(numbers(c)).containsExactly(60000);
    }

    @Test
    void rowsOfSixteenBitsAreStretched() {
        for (ElementType type : new ElementType[] {ElementType.F16, ElementType.BF16}) {
            Tensor a = Tensor.of(type, 2, 2500);
            Tensor b = numbers(type, 3, -0.5);
            for (int i = 0; i < a.count(); i++) {
                a.setNumber(i, i % 97 - 48);
            }
            b.shape(type, 2, 1);
            Tensor c = used();
            new Sub(settings(14)).run(a, b, c);
            Tensor swapped = used();
            new Sub(settings(14)).run(b, a, swapped);
            for (int i = 0; i < a.count(); i++) {
                assertThat(c.number(i)).isEqualTo(a.number(i) - b.number(i / 2500));
                assertThat(swapped.number(i)).isEqualTo(-c.number(i) + 0.0);
            }
        }
    }

    @Test
    void powersTakeExponentsOfOtherTypes() {
        Tensor c = used();
        Pow pow = new Pow(settings(15));
        pow.run(floats(-2, 3), Tensor.of(new long[] {3}, 1), c);
        assertThat(floats(c)).containsExactly(-8, 27);
        pow.run(Tensor.of(new long[] {3, -2, 7}, 3), Tensor.of(new long[] {4, 3, 0}, 3), c);
        assertThat(c.toLongs()).containsExactly(81, -8, 1);
        pow.run(numbers(ElementType.I32, 2, 9), floats(0.5f), c);
        assertThat(c.toLongs()).containsExactly(1, 3);
        pow.run(floats(4, Float.NEGATIVE_INFINITY, -0f), floats(0.5f), c);
        assertThat(floats(c)).containsExactly(2, Float.POSITIVE_INFINITY, 0);
    }

    @Test
    void comparisonsKnowNaNAndUnsignedIntegers() {
        Tensor c = used();
        new LessOrEqual(settings(16)).run(floats(1, Float.NaN, 2), floats(1, 1, 1), c);
        assertThat(c).hasToString("bool[3]");
        assertThat(numbers(c)).containsExactly(1, 0, 0);
        new Greater(settings(13)).run(numbers(ElementType.U64, 0x1p63), numbers(ElementType.U64, 1), c);
        assertThat(numbers(c)).containsExactly(1);
    }

    @Test
    void anyNumberOfTensorsAreFolded() {
        Tensor c = used();
        new Sum(settings(13)).run(tensors(floats(1, 2), floats(10), Tensor.of(new float[] {100, 200}, 2, 1)), c);
        assertThat(c).hasToString("f32[2,2]");
        assertThat(floats(c)).containsExactly(111, 112, 211, 212);
        new Max(settings(13)).run(tensors(floats(1, Float.NaN)), c);
        assertThat(floats(c)).containsExactly(1, Float.NaN);
        new Min(settings(13)).run(tensors(numbers(ElementType.U64, 0x1p63), numbers(ElementType.U64, 1)), c);
        assertThat(c.toLongs()).containsExactly(1);
        new Mean(settings(13)).run(tensors(floats(1, 2), floats(3, 6)), c);
        assertThat(floats(c)).containsExactly(new float[] {2, 4}, within(0f));
    }

    private static Tensor[] tensors(Tensor... tensors) {
        return tensors;
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Add(settings(14)).run(floats(1, 2), floats(1, 2, 3), new Tensor()))
                .withMessage("Add: shapes do not go together: [f32[2], f32[3]]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Add(settings(14)).run(floats(1), Tensor.of(new long[] {1}, 1), new Tensor()))
                .withMessage("Add: A f32[1] and B i64[1] have different types");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new And(settings(7)).run(floats(1), floats(1), new Tensor()))
                .withMessage("And: A f32[1] has a type that the operator does not take");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Div(settings(14))
                        .run(Tensor.of(new long[] {1}, 1), Tensor.of(new long[] {2, 0}, 2), new Tensor()))
                .withMessage("Div: B i64[2] holds a 0 to divide by, at element 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mod(settings(13)).run(floats(1), floats(1), new Tensor()))
                .withMessage("Mod: fmod must be 1 for A f32[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PRelu(settings(16)).run(floats(1), floats(1, 2), new Tensor()))
                .withMessage("PRelu: slope f32[2] does not stretch to the shape of X f32[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sum(settings(13)).run(tensors(), new Tensor()))
                .withMessage("Sum: there are no inputs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitShift(settings(11)))
                .withMessage("BitShift: direction  is neither LEFT nor RIGHT");
    }
}
