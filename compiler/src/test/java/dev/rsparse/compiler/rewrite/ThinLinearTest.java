package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
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

class ThinLinearTest {

    private static final Thinnings HALF = new Thinnings(2, true, Phase.DECODE);

    @TempDir
    Path folder;

    private final Rewriter rewriter = new Rewriter();

    private static Graph linear() {
        GraphWriter graph = new GraphWriter(DType.F32);
        return graph.graph("G", graph.linear(graph.gather("t", "t", 4, 8), "w", 6));
    }

    private static Thinning thinning(float threshold) {
        return Thinning.columns(0.5, 1, 0, 0, threshold, Phase.ALL);
    }

    private Graph rewrite(Graph graph, String site, Thinning thinning) {
        return rewriter.rewrite(graph, List.of(new ThinLinear(Map.of(site, thinning))));
    }

    @Test
    void fires() {
        Graph before = linear();
        Node.Linear dense = (Node.Linear) before.nodes().getLast();
        assertThat(rewrite(before, "w", thinning(0.3f)).nodes())
                .containsExactly(
                        before.nodes().getFirst(),
                        new Node.SparseLowRankLinear(
                                dense.at(), dense.output(), dense.x(), dense.weight(), thinning(0.3f)));
    }

    @Test
    void scoresByAllWeightsOfTheStackThatReadItsInput() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value sum = graph.add(graph.linear(x, "w", 8), graph.linear(x, "v", 8));
        Graph before = graph.graph("G", graph.linear(sum, "last", 8));
        Thinning together = thinning(0.3f).withStack(List.of("v", "w", "last", "gone"));
        Node.SparseLowRankLinear thinned = (Node.SparseLowRankLinear)
                rewrite(before, "w", together).nodes().get(1);
        assertThat(thinned.scored()).extracting(Weight::path).containsExactly("w", "v");
    }

    @ParameterizedTest
    @CsvSource({"-0.5,the threshold -0.5 is not a magnitude", "NaN,the threshold NaN is not a magnitude"})
    void refusesAThresholdThatIsNoMagnitude(float threshold, String reason) {
        Graph before = linear();
        assertThat(rewrite(before, "w", thinning(threshold))).isSameAs(before);
        assertThat(rewriter.refusals())
                .containsExactly(
                        new Rewriter.Refusal("ThinLinear", before.nodes().getLast(), reason));
    }

    @Test
    void doesNotFireOnASiteThePolicyLeavesOut() {
        Graph before = linear();
        assertThat(rewrite(before, "other", thinning(0.3f))).isSameAs(before);
        assertThat(rewriter.refusals()).isEmpty();
    }

    @Test
    void keepsTheTypesOfRandomGraphsAndIsIdempotent() {
        RuleProperties.check(graph -> List.of(new ThinLinear(HALF.of(graph))));
    }

    /// Its numerics are APPROXIMATE, by leaving channels out; at threshold 0 it leaves out none but zeros, and then
    /// only rounding may differ.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void leavesNothingOutOfRandomGraphsAtThresholdZero(long seed) {
        Graph before = rewriter.rewrite(RandomGraphs.of(seed, 30), List.of());
        Map<String, Thinning> all = new TreeMap<>(HALF.of(before));
        all.replaceAll((_, _) -> thinning(0));
        Graph after = rewriter.rewrite(before, List.of(new ThinLinear(all)));
        try (TestModel tested = TestModel.of(folder, after)) {
            Session session = tested.load().newSession(16);
            for (int id = 0; id < 16; id++) {
                tested.assertClose(session.decode(id), 0, tested.reference().next(id, false), 16);
            }
        }
    }
}
