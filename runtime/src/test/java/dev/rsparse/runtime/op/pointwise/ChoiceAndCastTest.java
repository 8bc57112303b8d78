package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.op.TestTensors.floats;
import static dev.rsparse.runtime.op.TestTensors.numbers;
import static dev.rsparse.runtime.op.TestTensors.settings;
import static dev.rsparse.runtime.op.TestTensors.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChoiceAndCastTest {

    @Test
    void chosenElementsComeFromStretchedOperands() {
        Tensor condition = Tensor.of(ElementType.BOOL, 2, 1);
        condition.setInteger(1, 1);
        Tensor y = used();
        new Where(settings(16)).run(condition, floats(1, 2, 3), floats(-1), y);
        assertThat(y).hasToString("f32[2,3]");
        assertThat(floats(y)).containsExactly(-1, -1, -1, 1, 2, 3);
        new Where(settings(16)).run(condition, numbers(ElementType.I16, 5), numbers(ElementType.I16, 6, 7), y);
        assertThat(y.toLongs()).containsExactly(6, 7, 5, 5);
    }

    @Test
    void boundsAreAttributesBeforeVersion11() {
        Tensor y = used();
        new Clip(settings(7).with("min", -1f)).run(floats(-5, 9, Float.NaN), Tensor.ABSENT, Tensor.ABSENT, y);
        assertThat(floats(y)).containsExactly(-1, 9, Float.NaN);
        new Clip(settings(13).with("min", -1f)).run(floats(-5, 9), Tensor.ABSENT, Tensor.of(new float[] {4}), y);
        assertThat(floats(y)).containsExactly(-5, 4);
    }

    @Test
    void boundsOfUnsignedIntegersAreUnsigned() {
        Tensor y = used();
        new Clip(settings(13))
                .run(
                        numbers(ElementType.U64, 1, 0x1p63, 7),
                        numbers(ElementType.U64, 2),
                        numbers(ElementType.U64, 0x1p62),
                        y);
        assertThat(y.toLongs()).containsExactly(2, 1L << 62, 7);
    }

    @Test
    void numbersAreCast() {
        Tensor y = used();
        cast(1).run(Tensor.of(new long[] {16777217, -3}, 2), y);
        assertThat(floats(y)).containsExactly(16777216, -3);
        cast(7).run(floats(2.9f, -2.9f), y);
        assertThat(y.toLongs()).containsExactly(2, -2);
        cast(9).run(floats(0.1f, 0, Float.NaN), y);
        assertThat(numbers(y)).containsExactly(1, 0, 1);
        cast(3).run(Tensor.of(new long[] {300, -129}, 2), y);
        assertThat(y.toLongs()).containsExactly(44, 127);
        cast(10).run(floats(65520, 1e-8f), y);
        assertThat(numbers(y)).containsExactly(Double.POSITIVE_INFINITY, 0);
        cast(1).run(numbers(ElementType.F16, 0.5, -2), y);
        assertThat(floats(y)).containsExactly(0.5f, -2);
        new CastLike(settings(19)).run(floats(1.5f), numbers(ElementType.U8), y);
        assertThat(y).hasToString("u8[1]");
    }

    @Test
    void bitsAreKept() {
        Tensor y = used();
        new BitCast(settings(26).with("to", 6)).run(floats(1, -0f), y);
        assertThat(y.toLongs()).containsExactly(0x3F800000, Integer.MIN_VALUE);
        new BitCast(settings(26).with("to", 11)).run(Tensor.of(new long[] {0x3FF0000000000000L}, 1), y);
        assertThat(numbers(y)).containsExactly(1);
    }

    @Test
    void dropoutKeepsAllUnlessItTrains() {
        Tensor y = used();
        Tensor mask = used();
        new Dropout(settings(7).with("ratio", 0.9f)).run(floats(1, 2), Tensor.ABSENT, Tensor.ABSENT, y, mask);
        assertThat(floats(y)).containsExactly(1, 2);
        assertThat(mask).hasToString("f32[2]");
        new Dropout(settings(13)).run(floats(1, 2), Tensor.ABSENT, Tensor.ABSENT, y, Tensor.ABSENT);
        assertThat(floats(y)).containsExactly(1, 2);
        Tensor training = Tensor.of(ElementType.BOOL);
        training.setInteger(0, 1);
        new Dropout(settings(13).with("seed", 1))
                .run(Tensor.of(ElementType.F32, 1000), Tensor.of(new float[] {0.25f}), training, y, mask);
        assertThat(Arrays.stream(mask.toLongs()).sum()).isBetween(700L, 800L);
    }

    @Test
    void biasesAreAddedBeforeTheFunction() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor sum = used();
        Tensor expected = used();
        Tensor y = used();
        new Add(settings(14)).run(x, floats(0.5f, -1), sum);
        new Gelu(settings(20)).run(sum, expected);
        new BiasGelu(settings(1)).run(x, floats(0.5f, -1), y);
        assertThat(floats(y)).containsExactly(floats(expected));
        new BiasAdd(settings(1)).run(x, floats(1, 0), x, y);
        assertThat(floats(y)).containsExactly(3, 4, 7, 8);
        new FastGelu(settings(1)).run(floats(0), Tensor.ABSENT, y);
        assertThat(floats(y)).containsExactly(0);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Where(settings(16)).run(floats(1), floats(1), floats(1), new Tensor()))
                .withMessage("Where: condition f32[1] has a type that the operator does not take");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Clip(settings(13)).run(floats(1), floats(1, 2), Tensor.ABSENT, new Tensor()))
                .withMessage("Clip: min f32[2] is not one element of X's type f32[1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cast(8))
                .withMessage("tensors hold no elements of ONNX type 8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BitCast(settings(26).with("to", 7)).run(floats(1), new Tensor()))
                .withMessage("BitCast: the elements of f32[1] do not have the bits of I64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BiasGelu(settings(1)).run(floats(1), floats(1, 2), new Tensor()))
                .withMessage("BiasGelu: bias f32[2] does not fit the last axis of X f32[1]");
    }

    private static Cast cast(int type) {
        return new Cast(settings(13).with("to", type));
    }
}
