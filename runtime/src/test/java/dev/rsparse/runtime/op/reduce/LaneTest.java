package dev.rsparse.runtime.op.reduce;

import static dev.rsparse.runtime.op.TestTensors.floats;
import static dev.rsparse.runtime.op.TestTensors.numbers;
import static dev.rsparse.runtime.op.TestTensors.settings;
import static dev.rsparse.runtime.op.TestTensors.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.TestFloats;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("width")
class LaneTest {

    private static IntStream sizes() {
        return TestFloats.sizes();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void softmaxFollowsTheFormulaAtAllSizes(int size) {
        Tensor x = Tensor.of(TestFloats.normal(size, 3 * size), 3, size);
        Tensor y = used();
        Tensor logs = used();
        new Softmax(settings(13)).run(x, y);
        new LogSoftmax(settings(13)).run(x, logs);
        for (int i = 0; i < x.count(); i++) {
            int row = i / size * size;
            double sum = IntStream.range(row, row + size)
                    .mapToDouble(j -> Math.exp(x.number(j)))
                    .sum();
            assertThat(y.number(i)).isCloseTo(Math.exp(x.number(i)) / sum, within(1e-6));
            assertThat(logs.number(i)).isCloseTo(x.number(i) - Math.log(sum), within(1e-5));
        }
    }

    @Test
    void softmaxFlattensBeforeVersion13() {
        Tensor x = Tensor.of(ElementType.F32, 2, 2, 2);
        Tensor y = used();
        new Softmax(settings(11)).run(x, y);
        assertThat(floats(y)).containsOnly(0.25f);
        new Softmax(settings(13).with("axis", 1)).run(x, y);
        assertThat(floats(y)).containsOnly(0.5f);
    }

    @Test
    void softmaxKnowsOtherFloats() {
        Tensor y = used();
        new Softmax(settings(13)).run(numbers(ElementType.F64, 0, 1000), y);
        assertThat(numbers(y)).containsExactly(0, 1);
        new LogSoftmax(settings(13)).run(numbers(ElementType.F64, 1, 1), y);
        assertThat(y.number(0)).isCloseTo(-Math.log(2), within(1e-15));
        new Softmax(settings(13)).run(numbers(ElementType.BF16, 1, 1), y);
        assertThat(numbers(y)).containsExactly(0.5, 0.5);
        new Hardmax(settings(13)).run(numbers(ElementType.F64, 1, 3, 3), y);
        assertThat(numbers(y)).containsExactly(0, 1, 0);
    }

    @Test
    void placesOfExtremesCountNaN() {
        Tensor y = used();
        new ArgMax(settings(13)).run(floats(1, Float.NaN, 3), y);
        assertThat(y.toLongs()).containsExactly(1);
        new ArgMin(settings(13)).run(floats(2, -0f, 0, 1), y);
        assertThat(y.toLongs()).containsExactly(1);
        new ArgMax(settings(13).with("axis", 0)).run(Tensor.of(new float[] {1, 5, 3, 2}, 2, 2), y);
        assertThat(y.toLongs()).containsExactly(1, 0);
        new ArgMin(settings(13).with("select_last_index", 1)).run(floats(1, 3, 1), y);
        assertThat(y.toLongs()).containsExactly(2);
        new ArgMax(settings(13).with("keepdims", 0)).run(numbers(ElementType.U64, 1, 0x1p63), y);
        assertThat(y).hasToString("i64[]");
        assertThat(y.toLongs()).containsExactly(1);
    }

    @Test
    void runningSumsAreOfIntegersToo() {
        Tensor y = used();
        Tensor axis = Tensor.of(new long[] {0});
        new CumSum(settings(14).with("exclusive", 1).with("reverse", 1))
                .run(Tensor.of(new long[] {1, 2, 3}, 3), axis, y);
        assertThat(y.toLongs()).containsExactly(5, 3, 0);
        new CumProd(settings(26)).run(numbers(ElementType.F64, 2, 3), axis, y);
        assertThat(numbers(y)).containsExactly(2, 6);
    }

    @Test
    void theGreatestComeInOrder() {
        Tensor values = used();
        Tensor places = used();
        new TopK(settings(9).with("k", 2)).run(floats(1, 5, 5, 2), Tensor.ABSENT, values, places);
        assertThat(floats(values)).containsExactly(5, 5);
        assertThat(places.toLongs()).containsExactly(1, 2);
        new TopK(settings(11)).run(floats(-0f, Float.NaN, 0, 9), Tensor.of(new long[] {4}, 1), values, places);
        assertThat(places.toLongs()).containsExactly(1, 3, 0, 2);
        float[] many = TestFloats.normal(3, 1000);
        new TopK(settings(11).with("largest", 0)).run(floats(many), Tensor.of(new long[] {100}, 1), values, places);
        float[] sorted = many.clone();
        Arrays.sort(sorted);
        assertThat(floats(values)).containsExactly(Arrays.copyOf(sorted, 100));
    }

    @Test
    void scalarsHaveNoPlaces() {
        Tensor y = used();
        new NonZero(settings(13)).run(Tensor.of(new float[] {3}), y);
        assertThat(y).hasToString("i64[0,1]");
    }

    @Test
    void uniqueTakesZerosForOneAndMayLeaveOutputsAway() {
        Tensor y = used();
        Tensor counts = used();
        new Unique(settings(11)).run(floats(0, -0f, -1), y, Tensor.ABSENT, Tensor.ABSENT, counts);
        assertThat(floats(y)).containsExactly(-1, 0);
        assertThat(counts.toLongs()).containsExactly(1, 2);
        new Unique(settings(11)).run(Tensor.of(ElementType.F32, 0), y, Tensor.ABSENT, Tensor.ABSENT, counts);
        assertThat(y).hasToString("f32[0]");
        assertThat(counts).hasToString("i64[0]");
    }

    @Test
    void momentsRefuseTensorsOfOtherShapes() {
        Tensor[] values = {floats(1, 2), floats(1), floats(1, 2)};
        Tensor[] results = {new Tensor(), new Tensor()};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Momentum(settings(1)).run(floats(1), Tensor.of(new long[1]), values, results))
                .withMessage("Momentum: f32[2] and f32[1] are not of one kind");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Softmax(settings(13).with("axis", 2)).run(floats(1), new Tensor()))
                .withMessage("Softmax: f32[1] has no axis 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArgMax(settings(13)).run(floats(), new Tensor()))
                .withMessage("ArgMax: axis 0 of data f32[0] has no elements");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new TopK(settings(11)).run(floats(1), Tensor.of(new long[] {2}, 1), new Tensor(), new Tensor()))
                .withMessage("TopK: there are no 2 elements along axis -1 of X f32[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NegativeLogLikelihoodLoss(settings(13))
                        .run(
                                Tensor.of(new float[] {1, 2}, 1, 2),
                                Tensor.of(new long[] {2}, 1),
                                Tensor.ABSENT,
                                new Tensor()))
                .withMessage("NegativeLogLikelihoodLoss: there is no class 2 in input f32[1,2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SoftmaxCrossEntropyLoss(settings(13))
                        .run(
                                Tensor.of(new float[] {1, 2}, 1, 2),
                                Tensor.of(new long[] {1, 1}, 2),
                                Tensor.ABSENT,
                                new Tensor(),
                                Tensor.ABSENT))
                .withMessage("SoftmaxCrossEntropyLoss: input f32[1,2] and target i64[2] do not go together");
    }
}
