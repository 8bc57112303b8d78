package dev.rsparse.compiler.ir.verify;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphVerifierTest {

    private static final Value X = new Value(0, "x", activation(8));
    private static final Weight WEIGHT = new Weight("w", "w", TensorType.of(DType.F32, 4, 8));
    private static final Node LINEAR = new Node.Linear(Origin.NONE, new Value(1, "y", activation(4)), X, WEIGHT);
    private static final Node SILU = new Node.Silu(Origin.NONE, new Value(2, "z", activation(4)), LINEAR.output());

    private static TensorType activation(long width) {
        return new TensorType(DType.F32, List.of(new Dim.Symbol("T"), new Dim.Fixed(width)));
    }

    private static Graph graph(Node... nodes) {
        return new Graph("test", List.of(X), List.of(nodes), List.of(new Graph.Output("y", LINEAR.output())));
    }

    private static void assertBroken(Graph graph, String message) {
        assertThatThrownBy(() -> GraphVerifier.verify(graph))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("graph test(");
    }

    @Test
    void acceptsASoundGraph() {
        assertThatCode(() -> GraphVerifier.verify(graph(LINEAR, SILU))).doesNotThrowAnyException();
    }

    @Test
    void refusesAnIdMadeTwice() {
        assertBroken(graph(LINEAR, LINEAR), "UniqueIds is broken: %1 is made twice");
    }

    @Test
    void refusesAnInputNothingMakes() {
        assertBroken(graph(SILU), "DefinedInputs is broken: %2 reads %1, which nothing makes");
    }

    @Test
    void refusesAnInputMadeLater() {
        assertBroken(graph(SILU, LINEAR), "TopologicalOrder is broken: %2 reads %1, which is made later");
    }

    @Test
    void refusesAWeightThatDoesNotFit() {
        Weight wrong = new Weight("w", "w", TensorType.of(DType.F32, 8, 4));
        Node linear = new Node.Linear(Origin.NONE, LINEAR.output(), X, wrong);
        assertBroken(graph(linear), "WeightShapes is broken: @w f32[8,4] does not fit %0 f32[T,8]");
    }

    @Test
    void refusesAnOutputOfAnotherType() {
        Value wrong = new Value(2, "z", activation(5));
        Node silu = new Node.Silu(Origin.NONE, wrong, LINEAR.output());
        assertBroken(graph(LINEAR, silu), "OutputTypes is broken: silu makes %2 f32[T,4], not f32[T,5]");
    }
}
