package dev.rsparse.runtime.op.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {

    private static final Tensor NONE = Tensor.ABSENT;

    private final Workers workers = new Workers(1);
    private final Tensor x = numbers(4, 2, 3);
    private final Tensor w = numbers(2, 15, 3);
    private final Tensor r = numbers(2, 15, 5);
    private final Tensor b = numbers(2, 30);

    @AfterEach
    void close() {
        workers.close();
    }

    private Settings settings() {
        return new Settings(workers, 14).with("hidden_size", 5L);
    }

    @Test
    void goingBothWaysIsGoingEachWayAlone() {
        Tensor both = new Tensor();
        Tensor last = new Tensor();
        Tensor lengths = Tensor.of(ElementType.I32, 2);
        lengths.setInteger(0, 4);
        lengths.setInteger(1, 2);
        new GRU(settings().with("direction", "bidirectional")).run(x, w, r, b, lengths, NONE, both, last);
        for (int way = 0; way < 2; way++) {
            Tensor one = new Tensor();
            Tensor state = new Tensor();
            new GRU(settings().with("direction", way == 0 ? "forward" : "reverse"))
                    .run(x, half(w, way), half(r, way), half(b, way), lengths, NONE, one, state);
            for (int i = 0; i < one.count(); i++) {
                assertThat(one.floats()[i]).isEqualTo(both.floats()[i / 10 * 20 + way * 10 + i % 10]);
            }
            for (int i = 0; i < state.count(); i++) {
                assertThat(state.floats()[i]).isEqualTo(last.floats()[way * 10 + i]);
            }
        }
        assertThat(both.floats()[2 * 20 + 5]).as("beyond the length").isZero();
    }

    @Test
    void resetBeforeOrAfterTheProductIsTheSameWhereNothingIsReset() {
        // Gates of r that are always open.
        Tensor open = half(b, 0);
        for (int i = 5; i < 10; i++) {
            open.setNumber(i, 60);
        }
        Tensor before = new Tensor();
        Tensor after = new Tensor();
        new GRU(settings()).run(x, half(w, 0), half(r, 0), open, NONE, NONE, NONE, before);
        new GRU(settings().with("linear_before_reset", 1L))
                .run(x, half(w, 0), half(r, 0), open, NONE, NONE, NONE, after);
        for (int i = 0; i < before.count(); i++) {
            assertThat(before.floats()[i]).isCloseTo(after.floats()[i], within(1e-6f));
        }
    }

    @Test
    void activationsAreNamedAndClipped() {
        Tensor y = new Tensor();
        Tensor one = Tensor.of(new float[] {-3, 2, 9}, 3, 1, 1);
        Tensor weight = Tensor.of(new float[] {1}, 1, 1, 1);
        Tensor none = Tensor.of(new float[] {0}, 1, 1, 1);
        new RNN(new Settings(workers, 14)
                        .with("hidden_size", 1L)
                        .with("activations", "LeakyRelu")
                        .with("activation_alpha", new float[] {0.5f})
                        .with("clip", 4f))
                .run(one, weight, none, NONE, NONE, NONE, y, NONE);
        assertThat(y.floats()).startsWith(-1.5f, 2, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RNN(settings().with("activations", "Sine")))
                .withMessage("RNN: there is no activation Sine");
    }

    @Test
    void aStepOfDoublesIsAsExactAsTheyAre() {
        Tensor y = new Tensor();
        new RNN(new Settings(workers, 14).with("hidden_size", 1L))
                .run(
                        doubles(Tensor.of(new float[] {0.75f, -2}, 2, 1, 1)),
                        doubles(Tensor.of(new float[] {0.5f}, 1, 1, 1)),
                        doubles(Tensor.of(new float[] {-1.5f}, 1, 1, 1)),
                        doubles(Tensor.of(new float[] {0.25f, 0.125f}, 1, 2)),
                        NONE,
                        NONE,
                        y,
                        NONE);
        double first = Math.tanh(0.75);
        assertThat(y).hasToString("f64[2,1,1,1]");
        assertThat(y.number(0)).isCloseTo(first, within(1e-15));
        assertThat(y.number(1)).isCloseTo(Math.tanh(-0.625 - 1.5 * first), within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sigmoid",
                "Tanh",
                "Relu",
                "Affine",
                "LeakyRelu",
                "ThresholdedRelu",
                "ScaledTanh",
                "HardSigmoid",
                "Elu",
                "Softsign",
                "Softplus"
            })
    void doublesAgreeWithFloats(String activation) {
        Settings some = settings().with("activations", activation).with("clip", 3f);
        Tensor[] floats = {new Tensor(), new Tensor()};
        Tensor[] numbers = {new Tensor(), new Tensor()};
        new RNN(some).run(x, rows(w, 5), rows(r, 5), rows(b, 10), NONE, NONE, floats[0], floats[1]);
        new RNN(some)
                .run(
                        doubles(x),
                        doubles(rows(w, 5)),
                        doubles(rows(r, 5)),
                        doubles(rows(b, 10)),
                        NONE,
                        NONE,
                        numbers[0],
                        numbers[1]);
        for (int part = 0; part < 2; part++) {
            assertThat(numbers[part].type()).isEqualTo(ElementType.F64);
            for (int i = 0; i < floats[part].count(); i++) {
                assertThat(numbers[part].number(i)).isCloseTo(floats[part].number(i), within(3e-6));
            }
        }
    }

    @Test
    void typesTakeTurns() {
        GRU layer = new GRU(settings());
        Tensor y = new Tensor();
        layer.run(x, half(w, 0), half(r, 0), half(b, 0), NONE, NONE, y, NONE);
        double[] before = toDoubles(y);
        layer.run(doubles(x), doubles(half(w, 0)), doubles(half(r, 0)), doubles(half(b, 0)), NONE, NONE, y, NONE);
        assertThat(toDoubles(y)).containsExactly(before, within(1e-6));
        layer.run(x, half(w, 0), half(r, 0), half(b, 0), NONE, NONE, y, NONE);
        assertThat(toDoubles(y)).containsExactly(before);
    }

    @Test
    void refusesWholeNumbers() {
        Tensor whole = Tensor.of(ElementType.I32, 4, 2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new LSTM(settings()).run(whole, w, r, b, NONE, NONE, NONE, NONE, NONE, new Tensor(), NONE))
                .withMessage("LSTM: X i32[4,2,3] is not of floats");
    }

    @Test
    void refusesMoreStepsThanThereAre() {
        Tensor lengths = Tensor.of(ElementType.I32, 2);
        lengths.setInteger(1, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new GRU(settings()).run(x, half(w, 0), half(r, 0), NONE, lengths, NONE, NONE, new Tensor()))
                .withMessage("GRU: there are no 5 steps in X f32[4,2,3]");
    }

    private static Tensor doubles(Tensor floats) {
        Tensor tensor = new Tensor();
        tensor.shapeLike(ElementType.F64, floats);
        for (int i = 0; i < floats.count(); i++) {
            tensor.setNumber(i, floats.number(i));
        }
        return tensor;
    }

    private static double[] toDoubles(Tensor tensor) {
        return IntStream.range(0, tensor.count()).mapToDouble(tensor::number).toArray();
    }

    /// The first of the second axis, for one way.
    private static Tensor rows(Tensor both, int count) {
        int[] dims = both.dims();
        dims[0] = 1;
        dims[1] = count;
        Tensor one = Tensor.of(ElementType.F32, dims);
        one.copy(both, 0, 0, one.count());
        return one;
    }

    private static Tensor half(Tensor both, int way) {
        int[] dims = both.dims();
        dims[0] = 1;
        Tensor one = Tensor.of(ElementType.F32, dims);
        one.copy(both, way * one.count(), 0, one.count());
        return one;
    }

    private static Tensor numbers(int... dims) {
        Tensor tensor = Tensor.of(ElementType.F32, dims);
        for (int i = 0; i < tensor.count(); i++) {
            tensor.setNumber(i, Math.sin(i * 0.7 + dims.length));
        }
        return tensor;
    }
}
