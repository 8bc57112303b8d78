package dev.rsparse.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.schedule.WeightLayout.Content;
import dev.rsparse.compiler.schedule.WeightLayout.Entry;
import dev.rsparse.compiler.schedule.WeightLayout.Part;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightLayoutTest {

    private static final LlamaGraphs.Shape SHAPE = new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8);
    private static final Graph LLAMA = LlamaGraphs.llama(SHAPE, DType.F32);

    private static WeightLayout thinned(int rank, boolean columnNorms, StripLayout format) {
        Graph graph = Pipeline.rewrite(LLAMA, new Thinnings(rank, columnNorms, Phase.ALL).of(LLAMA));
        return Schedule.of(graph, format).layout();
    }

    @ParameterizedTest
    @EnumSource
    void entriesAreAlignedAndFollowEachOtherWithoutOverlapOrGap(StripLayout format) {
        long end = 0;
        for (Entry entry : thinned(3, true, format).entries()) {
            assertThat(entry.offset()).isEqualTo(end);
            assertThat(entry.offset() % 64).isZero();
            end += entry.bytes();
        }
        assertThat(thinned(3, true, format).bytes()).isEqualTo(end);
    }

    @Test
    void namesAreUnique() {
        assertThat(thinned(3, true, StripLayout.F32).entries())
                .extracting(Entry::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void theColumnsOfTheFirstFactorFollowThoseOfTheWeight() {
        Entry entry = thinned(3, false, StripLayout.BF16).entry("layer[1].down");
        assertThat(entry.content())
                .isEqualTo(new Content.Columns(
                        List.of(new Part("model.layers.1.mlp.down_proj.weight", "layer[1].down", 0, 40, 3)), 100, 3));
        assertThat(entry.strips()).isEqualTo(100 + 3);
        assertThat(entry.length()).isEqualTo(40);
    }

    @Test
    void longEntriesBeginAtPagesAndNoneBeginsWhereAnotherIs() {
        Graph wide = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 520, 1030, 1, 4, 2, 130), DType.F32);
        long end = 0;
        for (Entry entry : Schedule.of(wide, StripLayout.Q8).layout().entries()) {
            assertThat(entry.offset()).isEqualTo(end);
            if (entry.bytes() - entry.padding() >= 1 << 16) {
                assertThat(entry.offset() % 4096).as(entry.name()).isZero();
            }
            end = entry.offset() + entry.bytes();
        }
    }

    @Test
    void aColumnOfZerosStandsLastWhereNumbersAreRaised() {
        Entry entry = thinned(3, false, StripLayout.Q8).entry("layer[1].down");
        assertThat(entry.strips()).isEqualTo(100 + 3 + 1);
        assertThat(entry.zeros()).hasValue(100 + 3);
        assertThat(thinned(3, false, StripLayout.BF16).entry("layer[1].down").zeros())
                .isEmpty();
    }

    @Test
    void normsAreFloatsWhateverTheFormat() {
        WeightLayout layout = thinned(3, true, StripLayout.BF16);
        assertThat(layout.entry("norm").layout()).isEqualTo(StripLayout.F32);
        assertThat(layout.entry("layer[0].q.norms").layout()).isEqualTo(StripLayout.F32);
    }

    @Test
    void linearsWithOneMaskHaveTheirNormsOnce() {
        Thinnings half = new Thinnings(3, true, Phase.ALL);
        WeightLayout layout = Schedule.of(Pipeline.rewrite(LLAMA, half.withSharedMasks(LLAMA)), StripLayout.F32)
                .layout();
        assertThat(layout.entry("layer[1].q.norms").content())
                .isEqualTo(new Content.ColumnNorms(
                        List.of(
                                "model.layers.1.self_attn.q_proj.weight",
                                "model.layers.1.self_attn.k_proj.weight",
                                "model.layers.1.self_attn.v_proj.weight"),
                        1));
        assertThatThrownBy(() -> layout.entry("layer[1].k.norms")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTiedTableIsStoredOnceAsTheHeadsColumns() {
        WeightLayout layout = Schedule.of(LLAMA, StripLayout.F32).layout();
        Node.Gather gather = (Node.Gather) LLAMA.nodes().getFirst();
        assertThat(layout.tied(gather.table()).orElseThrow().entry()).isEqualTo(layout.entry("head"));
    }

    @Test
    void anUntiedTableIsStoredAsRows() {
        Graph graph = LlamaGraphs.untied(SHAPE, DType.F32);
        Node.Gather gather = (Node.Gather) graph.nodes().getFirst();
        assertThat(Schedule.of(graph, StripLayout.F32)
                        .layout()
                        .table(gather.table())
                        .content())
                .isEqualTo(new Content.Rows("model.embed_tokens.weight"));
    }

    @Test
    void refusesAnEntryItDoesNotHave() {
        assertThatThrownBy(() -> thinned(0, false, StripLayout.F32).entry("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no packed weight nothing");
    }

    private static String fingerprint(String path, String tensor, int in, int out) {
        GraphWriter graph = new GraphWriter(DType.F32);
        return Schedule.of(
                        graph.graph("G", graph.linear(graph.gather("t", "t", 4, in), path, tensor, out)),
                        StripLayout.F32)
                .layout()
                .fingerprint();
    }

    @Test
    void theFingerprintChangesWithNameTensorShapeFormatRankAndNorms() {
        List<String> prints = new ArrayList<>(List.of(
                fingerprint("w", "w", 8, 8),
                fingerprint("v", "w", 8, 8),
                fingerprint("w", "v", 8, 8),
                fingerprint("w", "w", 9, 8),
                fingerprint("w", "w", 8, 9)));
        for (StripLayout format : StripLayout.values()) {
            prints.add(thinned(0, false, format).fingerprint());
            prints.add(thinned(1, false, format).fingerprint());
            prints.add(thinned(0, true, format).fingerprint());
        }
        assertThat(prints).doesNotHaveDuplicates();
    }

    @Test
    void eachWeightIsStoredInItsOwnFormatAndTheFingerprintTells() {
        Graph graph = Pipeline.rewrite(
                LlamaGraphs.untied(SHAPE, DType.F32),
                new Thinnings(3, true, Phase.ALL).of(LlamaGraphs.untied(SHAPE, DType.F32)));
        Formats formats = new Formats(
                StripLayout.BF16,
                Map.of("layer[1].down", StripLayout.Q8, "embed", StripLayout.Q4, "head", StripLayout.F16));
        WeightLayout layout = Schedule.of(graph, formats).layout();
        assertThat(layout.entry("layer[1].down").layout()).isEqualTo(StripLayout.Q8);
        assertThat(layout.entry("layer[1].down.project").layout()).isEqualTo(StripLayout.Q8);
        assertThat(layout.entry("layer[0].down").layout()).isEqualTo(StripLayout.BF16);
        assertThat(layout.format("embed")).isEqualTo(StripLayout.Q4);
        assertThat(layout.format("head")).isEqualTo(StripLayout.F16);
        assertThat(layout.formats().text()).isEqualTo("bf16+f16+q8+q4");
        assertThat(layout.fingerprint())
                .isNotEqualTo(Schedule.of(graph, StripLayout.BF16).layout().fingerprint());
    }

    /// In another basis than that of a linear which has the same tensor, a table has a path of its own.
    @Test
    void aTurnedTableIsStoredAsItsPathInTheSourceSays() {
        Formats formats = new Formats(StripLayout.BF16, Map.of("embed", StripLayout.Q8));
        Weight turned = new Weight("embed.rows", "embed.rows rotated", TensorType.of(DType.F32, 4, 4));
        assertThat(formats.of(turned)).isEqualTo(StripLayout.Q8);
        assertThat(formats.text()).isEqualTo("bf16+q8");
        assertThat(Formats.all(StripLayout.Q4).text()).isEqualTo("q4");
    }

    @Test
    void theFingerprintIsTheSameForTheSameLayout() {
        assertThat(thinned(2, true, StripLayout.BF16).fingerprint())
                .isEqualTo(thinned(2, true, StripLayout.BF16).fingerprint());
    }
}
