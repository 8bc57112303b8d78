package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.emit.ResidualGraphs;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RotateResidualTest {

    private static final int[] IDS = {3, 15, 0, 7, 7, 1, 12, 9};

    /// The relative error of one rounding to float.
    private static final double ROUNDING = 0x1p-24;

    @TempDir
    Path folder;

    private static RotateResidual.Rotated rotated(Graph graph) {
        assertThat(RotateResidual.of(graph)).isInstanceOf(RotateResidual.Rotated.class);
        return (RotateResidual.Rotated) RotateResidual.of(graph);
    }

    @Test
    void fires() {
        GraphWriter graph = new GraphWriter(DType.BF16);
        Value x = graph.gather("e", "E", 5, 4);
        Value sum =
                graph.add(x, graph.linear(graph.silu(graph.linear(graph.norm(x, "n", "N"), "w", "W", 6)), "v", "V", 4));
        Graph before = graph.graph("G", graph.linear(graph.norm(sum, "m", "M"), "e", "E", 5));
        RotateResidual.Rotated after = rotated(before);
        assertThat(GraphPrinter.print(after.graph())).isEqualTo("""
            graph G(%0 ids: i32[T]) -> (logits: %8)
              %1 v: f32[T,4] = gather(@e.rows f32[5,4], %0)
              %2 v: f32[T,4] = rmsnorm(%1, eps = 1.0E-5)
              %3 v: f32[T,6] = linear(%2, @w f32[6,4])
              %4 v: f32[T,6] = silu(%3)
              %5 v: f32[T,4] = linear(%4, @v f32[4,6])
              %6 v: f32[T,4] = add(%1, %5)
              %7 v: f32[T,4] = rmsnorm(%6, eps = 1.0E-5)
              %8 v: f32[T,5] = linear(%7, @e f32[5,4])
            """);
        assertThat(after.tensors().values().stream().map(RotateResidualTest::formula))
                .containsExactly(
                        "e.rows rotated = E Q",
                        "w rotated = W diag(N) Q",
                        "v rotated = Qᵀ V",
                        "e rotated = E diag(M) Q");
    }

    private static String formula(RotatedTensor tensor) {
        return tensor.name() + " = " + (tensor.rows() ? "Qᵀ " : "") + tensor.source()
                + tensor.scale().map(scale -> " diag(" + scale + ")").orElse("") + (tensor.columns() ? " Q" : "");
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("the silu reads the residual stream; only a norm or a linear can", (graph, x) -> graph.silu(x)),
                refusal(
                        "the mul reads the residual stream; only a norm or a linear can",
                        (graph, x) -> graph.mul(x, x)),
                refusal(
                        "the rmsnorm makes a term of the residual stream; only a linear can",
                        (graph, x) ->
                                graph.add(x, graph.norm(graph.linear(graph.norm(x, "n", "n"), "w", 8), "p", "p"))),
                refusal(
                        "this norm of the residual stream is read by more than linears",
                        (graph, x) -> graph.add(x, graph.linear(graph.silu(graph.norm(x, "n", "n")), "w", 8))),
                refusal(
                        "several tables are looked up for the residual stream to start from",
                        (graph, x) -> graph.linear(
                                graph.add(graph.linear(x, "w", 8), graph.silu(graph.gather("types", "types", 2, 8))),
                                "v",
                                8)),
                refusal("the weight w is used here and elsewhere, in two bases", (graph, x) -> {
                    Value once = graph.add(x, graph.linear(graph.norm(x, "n", "n"), "w", 8));
                    return graph.add(once, graph.linear(graph.norm(once, "p", "p"), "w", 8));
                }));
    }

    private static Arguments refusal(String reason, BiFunction<GraphWriter, Value, Value> middle) {
        return Arguments.of(Named.of(reason, middle), reason);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(BiFunction<GraphWriter, Value, Value> middle, String reason) {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = middle.apply(graph, graph.gather("e", "e", 5, 8));
        assertRefused(graph.graph("G", graph.linear(graph.norm(x, "m", "m"), "head", 5)), reason);
    }

    @Test
    void refusesAStreamThatIsAnOutput() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("e", "e", 5, 8);
        assertRefused(
                graph.graph("G", graph.linear(graph.norm(x, "m", "m"), "head", 5), x),
                "the residual stream is an output of the model");
    }

    @Test
    void refusesAGraphWithoutATable() {
        Value x = new Value(0, "x", TensorType.of(DType.F32, 3, 8));
        Value y = new Value(1, "y", x.type());
        Graph graph = new Graph(
                "G",
                List.of(x),
                List.of(new Node.RmsNorm(Origin.NONE, y, x, Optional.empty(), 1e-5f)),
                List.of(new Graph.Output("y", y)));
        assertRefused(graph, "no table is looked up for the residual stream to start from");
    }

    private static void assertRefused(Graph graph, String reason) {
        assertThat(RotateResidual.of(graph))
                .isInstanceOfSatisfying(
                        RotateResidual.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void namesTheNodeThatStandsInTheWay() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value squared = graph.silu(graph.gather("e", "e", 5, 8));
        Graph before = graph.graph("G", graph.linear(squared, "head", 5));
        assertThat(RotateResidual.of(before))
                .isInstanceOfSatisfying(
                        RotateResidual.Refused.class,
                        refused -> assertThat(refused.node())
                                .contains(before.nodes().get(1)));
    }

    @Test
    void whatNothingReadsIsNoObstacle() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("e", "e", 5, 8);
        graph.silu(x);
        assertThat(rotated(graph.graph("G", graph.linear(x, "head", 5))).tensors())
                .hasSize(2);
    }

    @Test
    void leavesLinearsBesideTheStreamAlone() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value h = graph.linear(graph.norm(graph.gather("e", "e", 5, 8), "n", "n"), "w", 8);
        Graph before = graph.graph("G", graph.linear(graph.linear(h, "inner", 8), "head", 5));
        assertThat(rotated(before).graph().nodes().subList(3, 5))
                .isEqualTo(before.nodes().subList(3, 5));
    }

    @Test
    void theHeadOfALlamaCountsAsAReaderOnlyWhenAskedFor() {
        LlamaGraphs.Shape shape = new LlamaGraphs.Shape(23, 8, 12, 2, 2, 1, 4);
        RotateResidual.Rotated llama = rotated(LlamaGraphs.llama(shape, DType.F32));
        assertThat(llama.readers(false)).hasSize(10);
        assertThat(llama.readers(true)).hasSize(11);
        assertThat(llama.width()).isEqualTo(8);
    }

    private static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRotatedGraphComputesWhatItDid(int seed) {
        Graph before = ResidualGraphs.of(seed);
        RotateResidual.Rotated after = rotated(before);
        GraphVerifier.verify(after.graph());
        try (Checkpoint checkpoint = TestWeights.write(folder, before, ElementType.F32, seed)) {
            ResidualBasis basis = ResidualBasis.of(after, checkpoint, true, Optional.empty(), 0);
            float[][] expected = read(before, checkpoint);
            float[][] actual = read(after.graph(), new RotatedWeights(after, checkpoint, basis));
            for (int i = 0; i < IDS.length; i++) {
                assertClose(actual[i], expected[i], tolerance(before, after.width()));
            }
        }
    }

    private static float[][] read(Graph graph, WeightSource weights) {
        return new ReferenceModel(graph, weights, FactorSource.none(), StripLayout.F32).read(IDS, false);
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        double largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance * largest));
        }
    }

    /// An element of a new weight is a sum of `width` products, or of as many again where both sides turn, and each
    /// adds a rounding; so does each node.
    private static double tolerance(Graph graph, int width) {
        long weights = graph.nodes().stream()
                .filter(node -> node instanceof Node.Linear || node instanceof Node.Gather)
                .count();
        return ROUNDING * (16 * graph.nodes().size() + 2 * width * weights);
    }
}
