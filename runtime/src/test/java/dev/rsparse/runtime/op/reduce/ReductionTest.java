package dev.rsparse.runtime.op.reduce;

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
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class ReductionTest {

    /// An operator, and what it makes of numbers.
    enum Kind {
        SUM(ReduceSum::new, x -> DoubleStream.of(x).sum()),
        MEAN(ReduceMean::new, x -> DoubleStream.of(x).sum() / x.length),
        MAX(ReduceMax::new, x -> DoubleStream.of(x).max().orElse(Double.NEGATIVE_INFINITY)),
        MIN(ReduceMin::new, x -> DoubleStream.of(x).min().orElse(Double.POSITIVE_INFINITY)),
        PROD(ReduceProd::new, x -> DoubleStream.of(x).reduce(1, (left, right) -> left * right)),
        L1(ReduceL1::new, x -> DoubleStream.of(x).map(Math::abs).sum()),
        L2(ReduceL2::new, x -> Math.sqrt(DoubleStream.of(x).map(y -> y * y).sum())),
        LOG_SUM(ReduceLogSum::new, x -> Math.log(DoubleStream.of(x).sum())),
        LOG_SUM_EXP(
                ReduceLogSumExp::new,
                x -> Math.log(DoubleStream.of(x).map(Math::exp).sum())),
        SUM_SQUARE(ReduceSumSquare::new, x -> DoubleStream.of(x).map(y -> y * y).sum());

        private final Function<Settings, Reduction> operator;
        private final ToDoubleFunction<double[]> formula;

        Kind(Function<Settings, Reduction> operator, ToDoubleFunction<double[]> formula) {
            this.operator = operator;
            this.formula = formula;
        }
    }

    private static Stream<Arguments> kindsAndSizes() {
        return Stream.of(Kind.values()).flatMap(kind -> TestFloats.sizes().mapToObj(size -> Arguments.of(kind, size)));
    }

    private static Tensor positive(int... dims) {
        Tensor x = Tensor.of(ElementType.F32, dims);
        float[] normal = TestFloats.normal(x.count(), x.count());
        for (int i = 0; i < normal.length; i++) {
            x.floats()[i] = 1 + Math.abs(normal[i]) / 64;
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("kindsAndSizes")
    void rowsColumnsAndScatteredElementsAreReduced(Kind kind, int size) {
        assertReduced(kind, positive(3, size), 1);
        assertReduced(kind, positive(2, 3, size), 1);
        assertReduced(kind, positive(size, 2, 2), 0);
        assertReduced(kind, positive(2, 3, 2, size), 0, 2);
        assertReduced(kind, positive(2, size, 2, 3), 1, 3);
    }

    private static void assertReduced(Kind kind, Tensor x, long... axes) {
        Tensor y = used();
        kind.operator.apply(settings(20)).run(x, Tensor.of(axes, axes.length), y);
        double[][] sets = sets(x, axes);
        assertThat(y.count()).isEqualTo(sets.length);
        for (int i = 0; i < sets.length; i++) {
            double expected = kind.formula.applyAsDouble(sets[i]);
            if (Double.isFinite(expected)) {
                assertThat(y.number(i)).isCloseTo(expected, within(1e-5 * (Math.abs(expected) + 1e-2)));
            } else {
                assertThat(y.number(i)).isEqualTo(Double.valueOf(expected));
            }
        }
    }

    /// The elements that go into each result, one by one.
    private static double[][] sets(Tensor x, long... axes) {
        int[] dims = x.dims();
        for (long axis : axes) {
            dims[(int) axis] = 1;
        }
        DoubleStream.Builder[] sets = Stream.generate(DoubleStream::builder)
                .limit(Tensor.of(ElementType.BOOL, dims).count())
                .toArray(DoubleStream.Builder[]::new);
        for (int i = 0; i < x.count(); i++) {
            int rest = i;
            int set = 0;
            int stride = 1;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                set += dims[axis] == 1 ? 0 : rest % x.dim(axis) * stride;
                rest /= x.dim(axis);
                stride *= dims[axis];
            }
            sets[set].add(x.number(i));
        }
        return Stream.of(sets).map(set -> set.build().toArray()).toArray(double[][]::new);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void threadsDoNotChangeResults(Kind kind) {
        Tensor x = positive(100, 60, 50);
        for (long axis = 0; axis < 3; axis++) {
            Tensor axes = Tensor.of(new long[] {axis}, 1);
            Tensor alone = used();
            Tensor shared = used();
            kind.operator.apply(settings(20)).run(x, axes, alone);
            try (Workers three = new Workers(3)) {
                kind.operator.apply(new Settings(three, 20)).run(x, axes, shared);
            }
            TestFloats.assertSameBits(floats(shared), floats(alone));
        }
    }

    @Test
    void axesAreAttributesInOldVersions() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor y = used();
        new ReduceSum(settings(11).with("axes", new long[] {-1}).with("keepdims", 0)).run(x, Tensor.ABSENT, y);
        assertThat(y).hasToString("f32[2]");
        assertThat(floats(y)).containsExactly(6, 15);
        new ReduceMean(settings(17).with("axes", new long[] {0})).run(x, Tensor.ABSENT, y);
        assertThat(y).hasToString("f32[1,3]");
        assertThat(floats(y)).containsExactly(2.5f, 3.5f, 4.5f);
        new ReduceMax(settings(13)).run(x, Tensor.ABSENT, y);
        assertThat(y).hasToString("f32[1,1]");
    }

    @Test
    void withoutAxesElementsMayStayAlone() {
        Tensor y = used();
        new ReduceSumSquare(settings(18).with("noop_with_empty_axes", 1)).run(floats(2, -3), Tensor.ABSENT, y);
        assertThat(floats(y)).containsExactly(4, 9);
        new ReduceLogSumExp(settings(18).with("noop_with_empty_axes", 1)).run(floats(2, 1e9f), Tensor.ABSENT, y);
        assertThat(floats(y)).containsExactly(2, 1e9f);
    }

    @Test
    void integersAreReducedAsIntegers() {
        Tensor y = used();
        new ReduceSum(settings(13)).run(Tensor.of(new long[] {Long.MAX_VALUE, 1}, 2), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(Long.MIN_VALUE);
        new ReduceMean(settings(18)).run(numbers(ElementType.I32, -3, -4), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(-3);
        new ReduceL2(settings(18)).run(numbers(ElementType.I32, -3, 4), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(5);
        new ReduceMax(settings(18)).run(numbers(ElementType.U64, 1, 0x1p63), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(Long.MIN_VALUE);
        new ReduceSum(settings(13)).run(numbers(ElementType.F16, 2048, 1, 1), Tensor.ABSENT, y);
        assertThat(numbers(y)).containsExactly(2050);
    }

    @Test
    void emptySetsHaveTheLeastOrGreatestOfTheirType() {
        Tensor y = used();
        new ReduceMax(settings(18)).run(Tensor.of(ElementType.I8, 0), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(-128);
        new ReduceMin(settings(18)).run(Tensor.of(ElementType.I64, 0), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(Long.MAX_VALUE);
        new ReduceMin(settings(18)).run(Tensor.of(ElementType.U16, 0), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(65535);
        new ReduceMin(settings(20)).run(Tensor.of(ElementType.BOOL, 0), Tensor.ABSENT, y);
        assertThat(y.toLongs()).containsExactly(1);
    }

    @Test
    void extremesOfFloatsKnowNaN() {
        float[] x = new float[40];
        x[7] = Float.NaN;
        Tensor y = used();
        new ReduceMax(settings(18)).run(floats(x), Tensor.ABSENT, y);
        assertThat(floats(y)).containsExactly(Float.NaN);
    }

    @Test
    void refusesAxesThatThereAreNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ReduceSum(settings(13)).run(floats(1, 2), Tensor.of(new long[] {1}, 1), new Tensor()))
                .withMessage("ReduceSum: data f32[2] has no axis 1");
    }
}
