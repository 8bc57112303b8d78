package dev.rsparse.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.compiler.schedule.Product.Reading;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.compiler.schedule.WeightLayout.Place;
import dev.rsparse.runtime.StripLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProductPlanTest {

    private static final Graph LLAMA = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 1, 4, 2, 8), DType.F32);

    private static List<String> names(Graph graph) {
        return ProductPlan.of(graph, Formats.all(StripLayout.BF16)).stream()
                .map(Product::name)
                .toList();
    }

    private static List<String> thinned(Map<String, Thinning> thinnings) {
        return names(Pipeline.rewrite(LLAMA, thinnings));
    }

    @Test
    void denseLinearsThatReadOneValueRunTogether() {
        assertThat(names(LLAMA))
                .containsExactly("layer[0].q+k+v", "layer[0].o", "layer[0].gate+up", "layer[0].down", "head");
    }

    @Test
    void thinnedLinearsRunTogetherWhenTheyKeepTheSameChannels() {
        assertThat(thinned(new Thinnings(3, false, Phase.ALL).of(LLAMA)))
                .contains("layer[0].q+k+v", "layer[0].gate+up");
        assertThat(thinned(new Thinnings(3, true, Phase.ALL).withSharedMasks(LLAMA)))
                .contains("layer[0].q+k+v", "layer[0].gate+up");
    }

    @Test
    void linearsThatChooseByTheirOwnNormsRunAlone() {
        assertThat(thinned(new Thinnings(0, true, Phase.ALL).of(LLAMA)))
                .contains("layer[0].q", "layer[0].k", "layer[0].v", "layer[0].gate", "layer[0].up");
    }

    @Test
    void linearsThatThinOtherTokensRunAlone() {
        Map<String, Thinning> thinnings = new HashMap<>(new Thinnings(0, false, Phase.ALL).of(LLAMA));
        thinnings.put("layer[0].k", Thinning.columns(0.5, 1, 0, 0, 0.6f, Phase.DECODE));
        assertThat(thinned(thinnings)).contains("layer[0].q+v", "layer[0].k");
    }

    @Test
    void aDenseLinearDoesNotJoinThinnedOnes() {
        Map<String, Thinning> thinnings = new HashMap<>(new Thinnings(0, false, Phase.ALL).of(LLAMA));
        thinnings.remove("layer[0].v");
        assertThat(thinned(thinnings)).contains("layer[0].q+k", "layer[0].v");
    }

    @Test
    void linearsThatAreStoredOtherwiseRunAlone() {
        Formats formats =
                new Formats(StripLayout.BF16, Map.of("layer[0].v", StripLayout.Q8, "layer[0].up", StripLayout.F32));
        assertThat(ProductPlan.of(LLAMA, formats).stream().map(Product::name))
                .containsExactly(
                        "layer[0].q+k",
                        "layer[0].v",
                        "layer[0].o",
                        "layer[0].gate",
                        "layer[0].up",
                        "layer[0].down",
                        "head");
    }

    @Test
    void aGateWhoseUpSkipsRowsRunsAlone() {
        assertThat(thinned(new Thinnings(0, false, Phase.ALL).withRows(LLAMA, 0)))
                .contains("layer[0].gate")
                .noneMatch(name -> name.endsWith("up"));
    }

    @Test
    void aTensorWithSeveralUsersStaysAlone() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value tied = graph.linear(x, "head", "t", 4);
        Value other = graph.linear(x, "w", 4);
        assertThat(names(graph.graph("G", graph.add(tied, other)))).containsExactly("head", "w");
    }

    @Test
    void linearsOfOneProductStandSideBySideAndTheGraphIsSound() {
        for (int seed = 0; seed < 200; seed++) {
            Schedule schedule = Schedule.of(RandomGraphs.of(seed, 40), StripLayout.F32);
            GraphVerifier.verify(schedule.graph());
            List<Node> nodes = schedule.graph().nodes();
            for (Product product : schedule.products()) {
                int first = nodes.indexOf(product.linears().getFirst());
                assertThat(nodes.subList(first, first + product.linears().size()))
                        .isEqualTo(product.linears());
            }
        }
    }

    @Test
    void outputsOfOneProductStandInOneStripBehindEachOther() {
        Schedule schedule = Schedule.of(
                Pipeline.rewrite(LLAMA, new Thinnings(3, true, Phase.ALL).withSharedMasks(LLAMA)), StripLayout.BF16);
        Node.SparseLowRankLinear key = schedule.graph().nodes().stream()
                .filter(Node.SparseLowRankLinear.class::isInstance)
                .map(Node.SparseLowRankLinear.class::cast)
                .filter(linear -> linear.weight().path().equals("layer[0].k"))
                .findFirst()
                .orElseThrow();
        Place place = schedule.layout().columns(key.weight());
        assertThat(place.part()).isEqualTo(new Part("model.layers.0.self_attn.k_proj.weight", "layer[0].k", 32, 16, 3));
        assertThat(((Content.Columns) place.entry().content()).rank()).isEqualTo(3);
        assertThat(place.entry().strips()).isEqualTo(40 + 3);
        assertThat(place.entry().length()).isEqualTo(32 + 32 + 16);
        assertThat(place.offset()).isEqualTo(place.entry().offset() + 2 * 32);
    }

    @Test
    void allColumnsAreReadWhereStripsAreTooShort() {
        GraphWriter graph = new GraphWriter(DType.BF16);
        Value x = graph.gather("t", "t", 4, 16_384);
        Graph dense = graph.graph("G", graph.linear(x, "narrow", 64));
        Graph thin = Pipeline.rewrite(dense, Map.of("narrow", Thinning.columns(0.5, 1, 0, 0, 0.1f, Phase.DECODE)));
        Product product = ProductPlan.of(thin, Formats.all(StripLayout.BF16)).getFirst();
        assertThat(product.reading()).isEqualTo(Reading.MASKED);
        assertThat(product.reason())
                .isEqualTo("strips of 128 bytes, 50 % kept: 1.67 of the dense time, so all columns are read");
    }

    @Test
    void onlyKeptColumnsAreReadWhereStripsAreLong() {
        GraphWriter graph = new GraphWriter(DType.BF16);
        Value x = graph.gather("t", "t", 4, 2048);
        Graph dense = graph.graph("G", graph.linear(x, "wide", 2048));
        Graph thin = Pipeline.rewrite(dense, Map.of("wide", Thinning.columns(0.5, 1, 0, 0, 0.1f, Phase.DECODE)));
        Product product = ProductPlan.of(thin, Formats.all(StripLayout.BF16)).getFirst();
        assertThat(product.reading()).isEqualTo(Reading.KEPT);
        assertThat(product.reason()).isEqualTo("strips of 4096 bytes, 50 % kept: 0.53 of the dense time");
    }
}
