package dev.rsparse.compiler.onnx.shape;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models from `x` of type f32 `[N,4]` to `y`: the operators that are left, and that what they give stays the same.
class ShapeFoldingTest {

    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4);

    @TempDir
    Path folder;

    private List<String> left(GraphProto.Builder graph) {
        OnnxFile file = OnnxFile.read(Onnx.write(folder, "folded.onnx", Onnx.model(graph)));
        TensorGraph folded = ShapeFolding.fold(ModelImporter.read(file));
        return folded.body().steps().stream()
                .map(step -> ((Step.Apply) step).operator().name())
                .toList();
    }

    /// What an exporter writes for `x.view(x.shape[0], 2, x.shape[1] // 2)`.
    private static GraphProto.Builder view() {
        return Onnx.graph(
                        Onnx.node("s", "Shape x -> s"),
                        Onnx.node("n", "Gather s,zero -> n"),
                        Onnx.node("d", "Gather s,one -> d"),
                        Onnx.node("h", "Div d,two -> h"),
                        Onnx.node("n1", "Unsqueeze n,axis -> n1"),
                        Onnx.node("h1", "Unsqueeze h,axis -> h1"),
                        Onnx.node("t", "Concat n1,pair,h1 -> t", Onnx.attribute("axis", 0)),
                        Onnx.node("r", "Reshape x,t -> r"),
                        Onnx.node("y", "Neg r -> y"))
                .addInitializer(scalar("zero", 0))
                .addInitializer(scalar("one", 1))
                .addInitializer(scalar("two", 2))
                .addInitializer(Onnx.integers("axis", 0))
                .addInitializer(Onnx.integers("pair", 2));
    }

    private static TensorProto scalar(String name, long value) {
        return Onnx.integers(name, value).toBuilder().clearDims().build();
    }

    @Test
    void shapesComputedFromThatOfTheInputAreConstants() {
        assertThat(left(view())).containsExactly("Reshape", "Neg");
        assertThat(Compiled.numbers(Compiled.of(folder, view()).run(X).getFirst()))
                .containsExactly(-1, -2, -3, -4, -5, -6, -7, -8);
    }

    @Test
    void whatDependsOnAnOpenExtentStays() {
        assertThat(left(Onnx.graph(
                        Onnx.node("s", "Shape x -> s"), Onnx.node("y", "Cast s -> y", Onnx.attribute("to", 1)))))
                .containsExactly("Shape", "Cast");
    }

    @Test
    void whatGivesItsInputIsLeftOut() {
        assertThat(left(Onnx.graph(
                        Onnx.node("s", "Shape x -> s"),
                        Onnx.node("e", "Expand x,s -> e"),
                        Onnx.node("i", "Identity e -> i"),
                        Onnx.node("c", "Cast i -> c", Onnx.attribute("to", 1)),
                        Onnx.node("y", "Neg c -> y"))))
                .containsExactly("Neg");
    }

    @Test
    void extentsBehindASparseLinearAreKnown() {
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("l", "dev.rsparse.SparseLowRankLinear x,w,c,t,v,u -> l"),
                        Onnx.node("s", "Shape l -> s"),
                        Onnx.node("e", "Expand l,s -> y"))
                .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 6))
                .addInitializer(Onnx.tensor("c", OnnxType.F32, 4))
                .addInitializer(Onnx.tensor("t", OnnxType.F32))
                .addInitializer(Onnx.tensor("v", OnnxType.F32, 4, 1))
                .addInitializer(Onnx.tensor("u", OnnxType.F32, 1, 6));
        assertThat(left(graph)).containsExactly("SparseLowRankLinear");
    }

    @Test
    void extentsOfEmbeddingsAreKnown() {
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("i", "Cast x -> i", Onnx.attribute("to", OnnxType.I32.number())),
                        Onnx.node("n", "com.microsoft.EmbedLayerNormalization i,,w,p,,g,b -> n,m,e"),
                        Onnx.node("s", "Shape n -> s"),
                        Onnx.node("t", "Expand e,s -> t"),
                        Onnx.node("y", "Add n,t -> y"))
                .addInitializer(Onnx.tensor("w", OnnxType.F32, 9, 2))
                .addInitializer(Onnx.tensor("p", OnnxType.F32, 4, 2))
                .addInitializer(Onnx.tensor("g", OnnxType.F32, 2))
                .addInitializer(Onnx.tensor("b", OnnxType.F32, 2));
        assertThat(left(graph)).containsExactly("Cast", "EmbedLayerNormalization", "Add");
        assertThat(Compiled.of(folder, graph).run(X).getFirst()).hasToString("f32[2,4,2]");
    }

    @Test
    void aSliceThatTurnsARowRoundStays() {
        GraphProto.Builder graph = Onnx.graph(Onnx.node("y", "Slice x,from,to,axis,by -> y"))
                .addInitializer(Onnx.integers("from", -1))
                .addInitializer(Onnx.integers("to", Long.MIN_VALUE))
                .addInitializer(Onnx.integers("axis", 1))
                .addInitializer(Onnx.integers("by", -1));
        assertThat(left(graph)).containsExactly("Slice");
        assertThat(Compiled.numbers(Compiled.of(folder, graph).run(X).getFirst()))
                .containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    }

    @Test
    void aReshapeThatMergesAnOpenExtentFindsItByItself() {
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("s", "Shape x -> s"),
                        Onnx.node("n", "Gather s,first -> n"),
                        Onnx.node("m", "Mul n,four -> m"),
                        Onnx.node("y", "Reshape x,m -> y"))
                .addInitializer(Onnx.integers("first", 0))
                .addInitializer(Onnx.integers("four", 4));
        assertThat(left(graph)).containsExactly("Reshape");
        assertThat(Compiled.of(folder, graph).run(X).getFirst().dims()).containsExactly(8);
    }

    @Test
    void aBroadcastThatAnOpenExtentDecidesStays() {
        GraphProto.Builder graph = Onnx.graph(
                        Onnx.node("s", "Shape x -> s"),
                        Onnx.node("e", "Expand row,s -> e"),
                        Onnx.node("y", "Add x,e -> y"))
                .addInitializer(Onnx.floats("row", OnnxType.F32, List.of(4L), 1, 2, 3, 4));
        assertThat(left(graph)).containsExactly("Shape", "Expand", "Add");
    }
}
