package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkipRowsOfUpTest {

    private static final Thinnings HALF = new Thinnings(0, false, Phase.DECODE);

    @TempDir
    Path folder;

    private final GraphWriter graph = new GraphWriter(DType.F32);
    private final Value x = graph.gather("inputs", "inputs", 4, 8);
    private final Value gate = graph.gather("gates", "gates", 4, 12);
    private final Value up = graph.linear(x, "up", 12);
    private final Rewriter rewriter = new Rewriter();

    private static Thinning rows(float threshold) {
        return new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, 1, threshold, Phase.ALL);
    }

    private static List<Rule> rules(float threshold) {
        return List.of(new SkipRowsOfUp(Map.of("up", rows(threshold))));
    }

    private void assertFires(Value product) {
        Graph after = rewriter.rewrite(graph.graph("G", graph.linear(product, "down", 8)), rules(0.3f));
        Node.Linear down = (Node.Linear) after.nodes().getLast();
        Node gated = after.nodes().get(2);
        assertThat(after.nodes()).hasSize(4);
        assertThat(gated).isInstanceOfSatisfying(Node.GatedRowsLinear.class, linear -> {
            assertThat(linear.output()).isEqualTo(product);
            assertThat(linear.inputs()).containsExactly(x, gate);
            assertThat(linear.weight().path()).isEqualTo("up");
            assertThat(linear.reader()).isEqualTo(down.weight());
            assertThat(linear.thinning()).isEqualTo(rows(0.3f));
        });
    }

    @Test
    void fires() {
        assertFires(graph.siluMul(gate, up));
    }

    @Test
    void firesBeforeTheProductIsFused() {
        assertFires(graph.mul(graph.silu(gate), up));
    }

    @Test
    void firesWithTheSiluOnTheRight() {
        assertFires(graph.mul(up, graph.silu(gate)));
    }

    private void assertRefused(Graph before, String reason) {
        assertThat(rewriter.rewrite(before, rules(0.3f))).isSameAs(before);
        assertThat(rewriter.refusals()).extracting(Rewriter.Refusal::reason).contains(reason);
    }

    @Test
    void refusesOutputsThatOthersRead() {
        Value product = graph.linear(graph.siluMul(gate, up), "down", 8);
        assertRefused(graph.graph("G", product, up), "its output has other readers");
    }

    @Test
    void refusesTheSquareOfOutputs() {
        Value product = graph.siluMul(up, up);
        assertRefused(graph.graph("G", graph.linear(product, "down", 8), gate), "its output has other readers");
    }

    @Test
    void refusesOutputsThatNoSiluMultiplies() {
        assertRefused(graph.graph("G", graph.linear(graph.mul(gate, up), "down", 8)), "no silu multiplies its output");
    }

    @Test
    void refusesOutputsThatAnotherActivationMultiplies() {
        Value gelu = graph.pointwise(gate, ElementFunction.GELU_TANH, 0);
        assertRefused(
                graph.graph("G", graph.linear(graph.mul(up, gelu), "down", 8)),
                "its output is multiplied by a gelu_tanh, and rows are skipped behind a silu alone");
    }

    @Test
    void refusesOutputsThatAreTheGate() {
        assertRefused(
                graph.graph("G", graph.linear(graph.siluMul(up, gate), "down", 8)), "no silu multiplies its output");
    }

    @Test
    void refusesAProductThatSeveralLinearsRead() {
        Value product = graph.siluMul(gate, up);
        Value sum = graph.add(graph.linear(product, "down", 8), graph.linear(product, "more", 8));
        assertRefused(graph.graph("G", sum), "the product is not read by one linear alone");
    }

    @Test
    void refusesAProductThatIsAnOutput() {
        Value product = graph.siluMul(gate, up);
        assertRefused(
                graph.graph("G", graph.linear(product, "down", 8), product),
                "the product is not read by one linear alone");
    }

    @Test
    void refusesAProductThatNoLinearReads() {
        assertRefused(
                graph.graph("G", graph.add(graph.siluMul(gate, up), gate)),
                "the product is not read by one linear alone");
    }

    @Test
    void refusesAWeightThatLinearsShare() {
        Value product = graph.linear(graph.siluMul(gate, up), "down", 8);
        Value other = graph.linear(graph.linear(x, "up", 12), "more", 8);
        assertRefused(graph.graph("G", graph.add(product, other)), "several linears share its weight");
    }

    @ParameterizedTest
    @CsvSource({"-0.5,the threshold -0.5 is not a magnitude", "NaN,the threshold NaN is not a magnitude"})
    void refusesAThresholdThatIsNoMagnitude(float threshold, String reason) {
        Graph before = graph.graph("G", graph.linear(graph.siluMul(gate, up), "down", 8));
        assertThat(rewriter.rewrite(before, rules(threshold))).isSameAs(before);
        assertThat(rewriter.refusals()).extracting(Rewriter.Refusal::reason).containsExactly(reason);
    }

    @Test
    void doesNotFireOnASiteThatSkipsColumns() {
        Graph before = graph.graph("G", graph.linear(graph.siluMul(gate, up), "down", 8));
        Thinning columns = Thinning.columns(0.5, 1, 0, 0, 0.3f, Phase.ALL);
        assertThat(rewriter.rewrite(before, List.of(new SkipRowsOfUp(Map.of("up", columns)))))
                .isSameAs(before);
        assertThat(rewriter.refusals()).isEmpty();
    }

    @Test
    void keepsTheTypesOfRandomGraphsAndIsIdempotent() {
        RuleProperties.check(before -> List.of(new SkipRowsOfUp(HALF.withRows(before, 1))));
    }

    /// Its numerics are APPROXIMATE, by leaving rows out; at threshold 0 it leaves out none but those that a zero
    /// multiplies, and then only rounding may differ.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void leavesNothingOutOfRandomGraphsAtThresholdZero(long seed) {
        Graph before = rewriter.rewrite(RandomGraphs.of(seed, 30), List.of());
        Map<String, Thinning> all = new TreeMap<>(HALF.withRows(before, 0));
        all.replaceAll((_, thinning) -> thinning.withThreshold(0));
        Graph after = rewriter.rewrite(before, List.of(new SkipRowsOfUp(all)));
        try (TestModel tested = TestModel.of(folder, after)) {
            Session session = tested.load().newSession(16);
            for (int id = 0; id < 16; id++) {
                tested.assertClose(session.decode(id), 0, tested.reference().next(id, false), 16);
            }
        }
    }
}
