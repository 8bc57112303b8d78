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
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class UnaryTest {

    /// An operator that is fast for floats, and the formula that ONNX gives.
    enum Fast {
        ABS(Abs::new, Math::abs),
        NEG(Neg::new, x -> -x),
        SQRT(Sqrt::new, Math::sqrt),
        RECIPROCAL(Reciprocal::new, x -> 1 / x),
        EXP(Exp::new, Math::exp),
        TANH(Tanh::new, Math::tanh),
        SIGMOID(Sigmoid::new, x -> 1 / (1 + Math.exp(-x))),
        ERF(Erf::new, ErrorFunction::of),
        GELU(Gelu::new, x -> x / 2 * (1 + ErrorFunction.of(x / Math.sqrt(2)))),
        GELU_TANH(
                settings -> new Gelu(settings.with("approximate", "tanh")),
                x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        RELU(Relu::new, x -> Math.max(x, 0)),
        LEAKY_RELU(settings -> new LeakyRelu(settings.with("alpha", 0.1f)), x -> x < 0 ? 0.1f * x : x),
        MISH(Mish::new, x -> x * Math.tanh(Math.log1p(Math.exp(x)))),
        SOFTSIGN(Softsign::new, x -> x / (1 + Math.abs(x))),
        SWISH(Swish::new, x -> x / (1 + Math.exp(-x))),
        QUICK_GELU(QuickGelu::new, x -> x / (1 + Math.exp(-1.702 * x))),
        HARD_SIGMOID(HardSigmoid::new, x -> Math.max(0, Math.min(1, 0.2 * x + 0.5))),
        HARD_SWISH(HardSwish::new, x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)));

        private final Function<Settings, Unary> operator;
        private final DoubleUnaryOperator formula;

        Fast(Function<Settings, Unary> operator, DoubleUnaryOperator formula) {
            this.operator = operator;
            this.formula = formula;
        }
    }

    private static Stream<Arguments> operatorsAndSizes() {
        return Stream.of(Fast.values()).flatMap(fast -> TestFloats.sizes().mapToObj(size -> Arguments.of(fast, size)));
    }

    @ParameterizedTest
    @MethodSource("operatorsAndSizes")
    void floatsFollowTheFormulaAtAllSizes(Fast fast, int size) {
        float[] x = TestFloats.normal(size, size);
        Tensor y = used();
        fast.operator.apply(settings(24)).run(floats(x), y);
        for (int i = 0; i < size; i++) {
            double expected = fast.formula.applyAsDouble(x[i]);
            if (Double.isNaN(expected)) {
                assertThat(y.number(i)).isNaN();
            } else {
                // The factor that GELU multiplies by is off by up to 5e-7.
                assertThat(y.number(i)).isCloseTo(expected, within(5e-7 * Math.abs(x[i]) + 1e-6 * Math.abs(expected)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fast.class)
    void otherFloatsFollowTheFormula(Fast fast) {
        for (ElementType type : new ElementType[] {ElementType.F64, ElementType.F16, ElementType.BF16}) {
            Tensor x = numbers(type, 0.5, 2, 3, 0.125, 1);
            Tensor y = used();
            fast.operator.apply(settings(24)).run(x, y);
            double part = type == ElementType.F64 ? 1e-7 : type == ElementType.F16 ? 0x1p-10 : 0x1p-7;
            assertThat(y.type()).isEqualTo(type);
            for (int i = 0; i < x.count(); i++) {
                double expected = fast.formula.applyAsDouble(x.number(i));
                assertThat(y.number(i)).isCloseTo(expected, within(part * Math.abs(expected)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fast.class)
    void threadsDoNotChangeResults(Fast fast) {
        float[] x = TestFloats.normal(1, 34_003);
        Tensor alone = used();
        Tensor shared = used();
        fast.operator.apply(settings(24)).run(floats(x), alone);
        try (Workers three = new Workers(3)) {
            fast.operator.apply(new Settings(three, 24)).run(floats(x), shared);
        }
        TestFloats.assertSameBits(floats(shared), floats(alone));
    }

    @Test
    void exponentialsOverflowAndVanish() {
        float[] x = new float[40];
        x[0] = 1000;
        x[1] = -1000;
        x[2] = Float.NEGATIVE_INFINITY;
        x[3] = Float.NaN;
        x[4] = 88.5f;
        Tensor y = used();
        new Exp(settings(13)).run(floats(x), y);
        assertThat(floats(y)).startsWith(Float.POSITIVE_INFINITY, 0, 0, Float.NaN, (float) Math.exp(88.5));
        assertThat(y.floats()[39]).isEqualTo(1);
    }

    @Test
    void errorFunctionIsRightWhereItIsKnown() {
        assertThat(ErrorFunction.of(0.5)).isCloseTo(0.5204998778130465, within(1e-15));
        assertThat(ErrorFunction.of(-1.0)).isCloseTo(-0.8427007929497149, within(1e-15));
        assertThat(ErrorFunction.of(3.0)).isCloseTo(0.9999779095030014, within(1e-15));
        assertThat(ErrorFunction.of(1e-4f)).isCloseTo(1.1283791633e-4f, within(1e-10f));
        assertThat(ErrorFunction.of(Double.NaN)).isNaN();
    }

    @Test
    void inverseHyperbolicFunctionsKeepSmallAndLargeNumbers() {
        Tensor y = used();
        new Asinh(settings(9)).run(numbers(ElementType.F64, 1e-10, -2, 1e300), y);
        assertThat(numbers(y))
                .containsExactly(new double[] {1e-10, -1.4436354751788103, 691.4686750787737}, within(1e-12));
        new Atanh(settings(9)).run(numbers(ElementType.F64, -1e-10, 0.5, 2), y);
        assertThat(y.number(0)).isCloseTo(-1e-10, within(1e-20));
        assertThat(y.number(1)).isCloseTo(0.5493061443340548, within(1e-15));
        assertThat(y.number(2)).isNaN();
    }

    @Test
    void integersKeepTheirType() {
        Tensor y = used();
        new Abs(settings(13)).run(numbers(ElementType.I8, -128, -3, 5), y);
        assertThat(numbers(y)).containsExactly(-128, 3, 5);
        new Sign(settings(13)).run(Tensor.of(new long[] {-5, 0, Long.MAX_VALUE}, 3), y);
        assertThat(y.toLongs()).containsExactly(-1, 0, 1);
        new Sign(settings(13)).run(numbers(ElementType.U64, 0, 0x1p63, 3), y);
        assertThat(y.toLongs()).containsExactly(0, 1, 1);
        new BitwiseNot(settings(18)).run(numbers(ElementType.U8, 0, 255, 1), y);
        assertThat(y.toLongs()).containsExactly(255, 0, 254);
    }

    @Test
    void refusesTypesThatItDoesNotTake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sqrt(settings(13)).run(Tensor.of(new long[] {4}, 1), new Tensor()))
                .withMessage("Sqrt: X i64[1] has a type that the operator does not take");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gelu(settings(20).with("approximate", "fast")))
                .withMessage("Gelu: no approximation fast");
    }
}
