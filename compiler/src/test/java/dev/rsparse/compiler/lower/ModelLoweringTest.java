package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.Session;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Graphs that are legal and unlike a Llama: the logits after a prompt must be those of its last token.
class ModelLoweringTest {

    private static final int[] IDS = {3, 1, 0, 2, 2, 1, 0};

    @TempDir
    Path folder;

    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final Value x = graph.gather("t", "t", 4, 16);

    private void assertAgrees(Graph graph) {
        try (TestModel tested = TestModel.of(folder, graph)) {
            Session session = tested.load().newSession(2 * IDS.length);
            float[][] expected = tested.reference().read(IDS, false);
            tested.assertClose(session.prefill(IDS), 0, expected[IDS.length - 1], 16);
            session.reset();
            float[][] thin = tested.reference().read(IDS, true);
            for (int i = 0; i < IDS.length; i++) {
                tested.assertClose(session.decode(IDS[i]), 0, thin[i], 16);
            }
        }
    }

    private static Graph thinned(Graph graph) {
        return Pipeline.rewrite(graph, new Thinnings(2, false, Phase.DECODE).of(graph));
    }

    @Test
    void logitsMayBeAnEmbedding() {
        assertAgrees(graph.graph("G", x));
    }

    @Test
    void logitsMayBeMadeInsideAScope() {
        assertAgrees(thinned(graph.graph("G", graph.in("layer[0]").linear(x, "w", 5))));
    }

    @Test
    void logitsMayBeRotated() {
        assertAgrees(graph.graph("G", graph.rope(graph.linear(x, "w", 16), 8)));
    }

    @Test
    void ropeMayFollowTheLastAttention() {
        Value a = graph.attention(x, x, x, 2, 2);
        assertAgrees(graph.graph("G", graph.linear(graph.rope(graph.norm(a, "n", "n"), 8), "w", 5)));
    }

    @Test
    void attentionMayBeTheLastNode() {
        assertAgrees(graph.graph("G", graph.attention(x, x, x, 2, 1 + 1)));
    }

    @Test
    void logitsMayBeReadByALaterOutput() {
        Value logits = graph.in("layer[0]").linear(x, "w", 5);
        assertAgrees(graph.graph("G", logits, graph.in("").silu(logits)));
    }

    @Test
    void aLaterOutputMayStandBehindTheLogits() {
        Value logits = graph.in("layer[0]").linear(x, "w", 5);
        assertAgrees(graph.graph("G", logits, graph.in("").silu(x)));
    }

    @Test
    void aScopeMayBeEnteredTwice() {
        Value y = graph.in("a[0]").linear(x, "a[0].w", 16);
        Value z = graph.in("b[0]").linear(y, "b[0].w", 16);
        assertAgrees(thinned(graph.graph("G", graph.in("a[0]").linear(z, "a[0].v", 5))));
    }

    @Test
    void weightsOfOneScopeMayShareTheLastPartOfTheirPath() {
        graph.in("layer[0]");
        Value y = graph.linear(x, "layer[0].left.w", 16);
        assertAgrees(thinned(graph.graph("G", graph.linear(y, "layer[0].right.w", 16))));
    }

    @Test
    void oneWeightMayServeTwoLinears() {
        graph.in("layer[0]");
        Value y = graph.linear(x, "layer[0].w", 16);
        assertAgrees(thinned(graph.graph("G", graph.linear(y, "layer[0].w", 16))));
    }

    @Test
    void oneTensorMayServeTwoWeights() {
        graph.in("layer[0]");
        Value y = graph.linear(x, "layer[0].w", "shared", 16);
        assertAgrees(thinned(graph.graph("G", graph.linear(y, "layer[0].v", "shared", 16))));
    }

    @Test
    void oneTensorMayServeAThinnedAndADenseWeight() {
        Value y = graph.in("layer[0]").linear(x, "layer[0].w", "shared", 16);
        assertAgrees(thinned(graph.graph("G", graph.in("").linear(y, "head", "shared", 16))));
    }

    @Test
    void oneTableMayServeTwoEmbeddings() {
        Value other = graph.gather("again", "t", 4, 16);
        assertAgrees(graph.graph("G", graph.linear(graph.mul(x, other), "w", 5)));
    }

    @Test
    void aTableMayBeTheWeightOfAThinnedLinear() {
        Value tied = graph.in("layer[0]").linear(x, "layer[0].w", "t", 4);
        assertAgrees(thinned(graph.graph("G", tied)));
    }

    @Test
    void logitsOfEveryTokenAreThoseOfTheReference() {
        Value y = graph.in("layer[0]").rope(graph.linear(x, "layer[0].w", 16), 8);
        Graph whole = graph.graph("G", graph.in("").linear(graph.norm(y, "n", "n"), "head", 5));
        try (TestModel tested = TestModel.of(folder, whole)) {
            float[][] expected = tested.reference().read(IDS, false);
            tested.load()
                    .newSession(IDS.length)
                    .prefill(
                            IDS,
                            false,
                            (at, logits, from) -> tested.assertClose(
                                    Arrays.copyOfRange(logits, from, from + 5), 0, expected[at], 16));
        }
    }
}
