package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Layers among operations that are put together by hand.
class RepetitionTest {

    private final List<LayerOperation> operations = new ArrayList<>();
    private int constants;

    private Operand.Stored matrix() {
        return new Operand.Stored(new Value(constants++, "w"), false, 0, List.of(4, 4));
    }

    private Operand add(String name, Operand... operands) {
        operations.add(new LayerOperation(name, operands));
        return new Operand.Made(operations.size() - 1);
    }

    private Operand linear(Operand x) {
        return add(LayerOperation.LINEAR, x, matrix());
    }

    /// Layers `x + relu(x w)`.
    private Operand layers(Operand x, int count) {
        Operand stream = x;
        for (int i = 0; i < count; i++) {
            stream = add("+", stream, add("relu", linear(stream)));
        }
        return stream;
    }

    private Optional<Repetition> found(Operand... results) {
        Set<Integer> made = new HashSet<>();
        for (Operand result : results) {
            if (result instanceof Operand.Made(int operation)) {
                made.add(operation);
            }
        }
        return Repetition.of(operations, made);
    }

    private Operand embedded() {
        return add("gather", matrix(), new Operand.Given());
    }

    @Test
    void layersStandBetweenWhatIsBeforeAndBehindThem() {
        Operand head = linear(layers(embedded(), 4));
        assertThat(found(head)).contains(new Repetition(1, 3, 4, List.of(2)));
    }

    @Test
    void aSingleLayerIsNoRepetition() {
        Operand head = linear(layers(embedded(), 1));
        assertThat(found(head)).isEmpty();
    }

    @Test
    void functionsWithoutWeightsAreNoLayers() {
        Operand x = embedded();
        for (int i = 0; i < 4; i++) {
            x = add("relu", x);
        }
        assertThat(found(linear(x))).isEmpty();
    }

    @Test
    void layersThatAlternateAreOneTwiceAsLong() {
        Operand x = embedded();
        for (int i = 0; i < 3; i++) {
            x = add("+", x, add("relu", linear(x)));
            x = add("+", x, add("tanh", linear(x)));
        }
        assertThat(found(linear(x))).contains(new Repetition(1, 6, 3, List.of(5)));
    }

    @Test
    void severalValuesAreCarriedOn() {
        Operand x = embedded();
        Operand y = linear(x);
        for (int i = 0; i < 3; i++) {
            Operand next = add("+", x, y);
            y = linear(y);
            x = next;
        }
        assertThat(found(x, y))
                .hasValueSatisfying(layers -> assertThat(layers.carried()).hasSize(2));
    }

    @Test
    void layersThatReadOneMatrixAreNotAlike() {
        Operand.Stored shared = matrix();
        Operand x = embedded();
        for (int i = 0; i < 3; i++) {
            x = add("+", x, add(LayerOperation.LINEAR, x, shared));
        }
        assertThat(found(x)).isEmpty();
    }

    @Test
    void layersMayReadOneVector() {
        Operand.Stored zeros = new Operand.Stored(new Value(99, "b"), false, 0, List.of(4));
        Operand x = embedded();
        for (int i = 0; i < 3; i++) {
            x = add("+", x, add(LayerOperation.LINEAR, x, matrix(), zeros));
        }
        assertThat(found(x)).contains(new Repetition(1, 2, 3, List.of(1)));
    }

    @Test
    void whatIsReadBehindLayersIsInNone() {
        Operand x = embedded();
        Operand first = layers(x, 1);
        Operand last = layers(first, 3);
        Operand sum = add("+", last, first);
        assertThat(found(sum)).contains(new Repetition(4, 3, 3, List.of(2)));
    }

    @Test
    void aResultFromTheMiddleOfALayerEndsThem() {
        Operand x = layers(embedded(), 2);
        Operand inner = linear(x);
        Operand end = add("+", x, add("relu", inner));
        assertThat(found(inner, end)).contains(new Repetition(1, 3, 2, List.of(2)));
    }
}
