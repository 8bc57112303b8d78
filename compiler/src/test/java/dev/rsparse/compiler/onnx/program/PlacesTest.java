package dev.rsparse.compiler.onnx.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Compiled;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values take turns in buffers, but never two that are needed at the same time.
class PlacesTest {

    @TempDir
    Path folder;

    private TensorGraph graph(GraphProto.Builder graph) {
        return ModelImporter.read(Compiled.of(folder, graph).file());
    }

    private static Value find(TensorGraph graph, String name) {
        return Lifetimes.of(graph).keySet().stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String place(TensorGraph graph, String name) {
        return new Places(graph).of(find(graph, name));
    }

    @Test
    void aChainNeedsTwoBuffers() {
        GraphProto.Builder chain = Onnx.graph(Onnx.node("first", "Abs x -> v0"));
        for (int i = 0; i < 20; i++) {
            chain.addNode(Onnx.node("n" + i, "Neg v" + i + " -> v" + (i + 1)));
        }
        TensorGraph graph = graph(chain.addNode(Onnx.node("last", "Neg v20 -> y")));
        assertThat(new Places(graph).buffers()).hasSize(2);
    }

    @Test
    void anOperatorNeverWritesWhatItReads() {
        TensorGraph graph = graph(
                Onnx.graph(Onnx.node("a", "Abs x -> a"), Onnx.node("b", "Neg a -> b"), Onnx.node("y", "Add a,b -> y")));
        assertThat(List.of(place(graph, "a"), place(graph, "b"), place(graph, "y")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aViewKeepsWhatItShows() {
        TensorGraph graph = graph(Onnx.graph(
                        Onnx.node("a", "Abs x -> a"),
                        Onnx.node("v", "Reshape a,flat -> v"),
                        Onnx.node("w", "Reshape v,flat -> w"),
                        Onnx.node("b", "Neg x -> b"),
                        Onnx.node("c", "Exp b -> c"),
                        Onnx.node("y", "Add w,c -> y"))
                .addInitializer(Onnx.integers("flat", -1, 4)));
        String shown = place(graph, "a");
        assertThat(List.of("v", "w", "b", "c", "y"))
                .allSatisfy(name -> assertThat(place(graph, name)).isNotEqualTo(shown));
    }

    /// What a body reads from around it is read again at the next trip.
    @Test
    void aLoopKeepsWhatItsBodyReads() {
        TensorGraph graph = graph(loop());
        String read = place(graph, "a");
        Step.Repeat repeat = graph.body().steps().stream()
                .filter(Step.Repeat.class::isInstance)
                .map(Step.Repeat.class::cast)
                .findFirst()
                .orElseThrow();
        Places places = new Places(graph);
        assertThat(made(repeat.body()))
                .isNotEmpty()
                .allSatisfy(value -> assertThat(places.of(value)).isNotEqualTo(read));
    }

    private static GraphProto.Builder loop() {
        GraphProto.Builder body = GraphProto.newBuilder()
                .setName("l")
                .addInput(value("i"))
                .addInput(value("go"))
                .addInput(value("p"))
                .addNode(Onnx.node("more", "Identity go -> more"))
                .addNode(Onnx.node("s", "Add a,p -> s"))
                .addNode(Onnx.node("t", "Neg s -> t"))
                .addNode(Onnx.node("u", "Exp t -> u"))
                .addOutput(value("more"))
                .addOutput(value("u"));
        return Onnx.graph(
                        Onnx.node("a", "Abs x -> a"),
                        Onnx.node("loop", "Loop trips,,x -> y", Onnx.attribute("body", body)))
                .addInitializer(Onnx.integers("trips", 3).toBuilder().clearDims());
    }

    private static ValueInfoProto value(String name) {
        return ValueInfoProto.newBuilder().setName(name).build();
    }

    private static List<Value> made(Block block) {
        List<Value> values = new ArrayList<>();
        block.steps().forEach(step -> values.addAll(step.outputs()));
        return values;
    }

    /// Spans of one buffer do not meet, over graphs with all that can be nested.
    @Test
    void valuesThatAreNeededTogetherNeverShareABuffer() {
        for (GraphProto.Builder model : List.of(loop(), choice())) {
            TensorGraph graph = graph(model);
            Places places = new Places(graph);
            Map<Value, Lifetimes.Span> spans = Lifetimes.of(graph);
            spans.forEach((value, span) -> spans.forEach((other, its) -> {
                boolean meet = span.from() <= its.to() && its.from() <= span.to();
                if (meet && !value.equals(other)) {
                    assertThat(places.of(value)).as("%s and %s", value, other).isNotEqualTo(places.of(other));
                }
            }));
        }
    }

    private static GraphProto.Builder choice() {
        GraphProto.Builder then = GraphProto.newBuilder()
                .setName("t")
                .addNode(Onnx.node("n", "Neg a -> t"))
                .addOutput(value("t"));
        GraphProto.Builder otherwise = GraphProto.newBuilder()
                .setName("e")
                .addNode(Onnx.node("n", "Exp b -> e"))
                .addOutput(value("e"));
        return Onnx.graph(
                        Onnx.node("a", "Abs x -> a"),
                        Onnx.node("b", "Neg a -> b"),
                        Onnx.node(
                                "if",
                                "If yes -> c",
                                Onnx.attribute("then_branch", then),
                                Onnx.attribute("else_branch", otherwise)),
                        Onnx.node("y", "Add c,b -> y"))
                .addInitializer(Onnx.tensor("yes", OnnxType.BOOL));
    }
}
