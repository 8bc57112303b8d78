package dev.rsparse.compiler.onnx.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a compiled graph refuses to be run on: `y = x + b`, both inputs f32 `[N,4]`.
class CompiledGraphTest {

    @TempDir
    Path folder;

    private CompiledGraph graph;

    @BeforeEach
    void compile() {
        GraphProto.Builder sum = Onnx.graph(Onnx.node("n", "Add x,b -> y")).addInput(Onnx.value("b"));
        graph = Compiled.of(folder, sum).load(BackEnd.BYTECODE);
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private static Tensor rows(int count) {
        return Tensor.of(new float[count * 4], count, 4);
    }

    private void assertRefused(String message, Tensor... inputs) {
        assertThatThrownBy(() -> graph.run(inputs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTooFewInputs() {
        assertRefused("g has 2 inputs, got 1", rows(1));
    }

    @Test
    void refusesAMissingInputByName() {
        assertThatThrownBy(() -> graph.run(Map.of("x", rows(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input \"b\" is missing; expected f32[N,4]");
    }

    @Test
    void refusesANameThatIsNoInput() {
        assertThatThrownBy(() -> graph.run(Map.of("x", rows(1), "c", rows(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("g has no input \"c\"; it reads [\"x\", \"b\"]");
    }

    @Test
    void refusesAnotherType() {
        assertRefused("input \"x\" expects f32[N,4], got i64[1,4]", Tensor.of(new long[] {1, 2, 3, 4}, 1, 4), rows(1));
    }

    @Test
    void refusesAnotherExtent() {
        assertRefused("input \"b\" expects f32[N,4], got f32[1,3]", rows(1), Tensor.of(new float[3], 1, 3));
    }

    @Test
    void refusesAnotherNumberOfAxes() {
        assertRefused("input \"x\" expects f32[N,4], got f32[4]", Tensor.of(new float[4], 4), rows(1));
    }

    @Test
    void refusesInputsThatDisagreeOnASymbol() {
        assertRefused("input \"b\" expects f32[N,4], got f32[3,4], and N is 2 in an earlier input", rows(2), rows(3));
    }

    @Test
    void runsAfterARefusal() {
        assertRefused("g has 2 inputs, got 0");
        graph.run(rows(5), rows(5));
        assertThat(graph.output(0).dims()).containsExactly(5, 4);
    }
}
