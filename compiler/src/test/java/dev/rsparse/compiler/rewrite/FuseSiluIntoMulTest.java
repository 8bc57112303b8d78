package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseSiluIntoMulTest {

    private static final List<Rule> RULES = List.of(new FuseSiluIntoMul());

    @TempDir
    Path folder;

    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final Value gate = graph.gather("gates", "gates", 4, 8);
    private final Value up = graph.gather("ups", "ups", 4, 8);
    private final Rewriter rewriter = new Rewriter();

    @Test
    void fires() {
        Value product = graph.mul(graph.silu(gate), up);
        Graph rewritten = rewriter.rewrite(graph.graph("G", product), RULES);
        assertThat(rewritten.nodes()).hasSize(3);
        assertThat(rewritten.nodes().getLast())
                .isEqualTo(new Node.SiluMul(rewritten.nodes().getLast().at(), product, gate, up));
    }

    @Test
    void firesWithTheSiluOnTheRight() {
        Value product = graph.mul(up, graph.silu(gate));
        Graph rewritten = rewriter.rewrite(graph.graph("G", product), RULES);
        assertThat(rewritten.nodes().getLast())
                .isEqualTo(new Node.SiluMul(rewritten.nodes().getLast().at(), product, gate, up));
    }

    @Test
    void refusesASiluWithOtherReaders() {
        Value silu = graph.silu(gate);
        Graph before = graph.graph("G", graph.add(graph.mul(silu, up), silu));
        assertThat(rewriter.rewrite(before, RULES)).isSameAs(before);
        assertThat(rewriter.refusals())
                .containsExactly(
                        new Rewriter.Refusal("FuseSiluIntoMul", before.nodes().get(3), "the silu has other readers"));
    }

    @Test
    void refusesASiluThatIsAnOutput() {
        Value silu = graph.silu(gate);
        Graph before = graph.graph("G", graph.mul(silu, up), silu);
        assertThat(rewriter.rewrite(before, RULES)).isSameAs(before);
        assertThat(rewriter.refusals())
                .extracting(Rewriter.Refusal::reason)
                .containsExactly("the silu has other readers");
    }

    @Test
    void refusesTheSquareOfASilu() {
        Value silu = graph.silu(gate);
        Graph after = rewriter.rewrite(graph.graph("G", graph.mul(silu, silu)), RULES);
        assertThat(after.nodes()).extracting(Node::op).containsExactly("gather", "silu", "mul");
    }

    @Test
    void doesNotFireOnAProductWithoutASilu() {
        Graph before = graph.graph("G", graph.mul(gate, up));
        assertThat(rewriter.rewrite(before, RULES)).isSameAs(before);
        assertThat(rewriter.refusals()).isEmpty();
    }

    /// Its numerics are EXACT: the same bits through the emitter.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void keepsEveryBitOfRandomGraphs(long seed) throws IOException {
        Graph before = rewriter.rewrite(RandomGraphs.of(seed, 30), List.of());
        Graph after = rewriter.rewrite(before, RULES);
        try (TestModel plain = TestModel.of(Files.createDirectory(folder.resolve("plain")), before);
                TestModel fused = TestModel.of(Files.createDirectory(folder.resolve("fused")), after)) {
            Session expected = plain.load().newSession(16);
            Session actual = fused.load().newSession(16);
            for (int id = 0; id < 16; id++) {
                assertThat(actual.decode(id)).containsExactly(expected.decode(id));
            }
        }
    }

    @Test
    void keepsTheTypesOfRandomGraphsAndIsIdempotent() {
        RuleProperties.check(graph -> RULES);
    }
}
