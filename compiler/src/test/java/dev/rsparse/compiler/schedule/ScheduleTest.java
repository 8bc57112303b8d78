package dev.rsparse.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.StripLayout;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Graph LLAMA = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 3, 4, 2, 8), DType.F32);

    private static Schedule schedule(Graph graph) {
        return Schedule.of(graph, StripLayout.F32);
    }

    @Test
    void aUnitIsWhatSharesAScope() {
        assertThat(schedule(LLAMA).units())
                .extracting(Schedule.Unit::name)
                .containsExactly("head", "layer0", "layer1", "layer2");
    }

    @Test
    void unitsAndTailHoldEveryNodeOnceInOrder() {
        Schedule schedule = schedule(LLAMA);
        Stream<Node> nodes = schedule.units().stream().flatMap(unit -> unit.nodes().stream());
        assertThat(Stream.concat(nodes, schedule.tail().nodes().stream()))
                .containsExactlyElementsOf(schedule.graph().nodes())
                .containsExactlyInAnyOrderElementsOf(LLAMA.nodes());
    }

    @Test
    void unitsAreNamedApartWhenAScopeIsEnteredTwice() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.in("a[0]").gather("t", "t", 4, 8);
        Value y = graph.in("b[0]").silu(x);
        Value z = graph.in("a[0]").silu(y);
        assertThat(schedule(graph.graph("G", z)).units())
                .extracting(Schedule.Unit::name)
                .containsExactly("a0", "b0", "a0_part2");
    }

    @Test
    void theTailIsWhatFollowsTheLastLayer() {
        assertThat(schedule(LLAMA).tail().nodes()).extracting(Node::op).containsExactly("rmsnorm", "linear");
    }

    @Test
    void theTailReadsWhatTheUnitsMade() {
        Schedule schedule = schedule(LLAMA);
        Value last = schedule.units().getLast().nodes().getLast().output();
        assertThat(schedule.tailInputs()).containsExactly(last);
    }

    @Test
    void aThinnedHeadLeavesNoTail() {
        Graph thinned = Pipeline.rewrite(LLAMA, Map.of("head", Thinning.columns(0.5, 1, 0, 0, 0.1f, Phase.DECODE)));
        Schedule schedule = schedule(thinned);
        assertThat(schedule.tail().nodes()).isEmpty();
        assertThat(schedule.units().getLast().nodes()).extracting(Node::op).endsWith("sparse_low_rank_linear");
    }

    @Test
    void attentionStaysOutOfTheTailBecauseItNeedsEveryToken() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value logits = graph.linear(graph.attention(x, x, x, 1, 1), "w", 4);
        assertThat(schedule(graph.graph("G", logits)).tail().nodes())
                .extracting(Node::op)
                .containsExactly("linear");
    }

    @Test
    void ropeStaysOutOfTheTailBecauseItNeedsThePositionOfItsRow() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.rope(graph.gather("t", "t", 4, 8), 8);
        assertThat(schedule(graph.graph("G", graph.silu(x))).tail().nodes())
                .extracting(Node::op)
                .containsExactly("silu");
    }

    @Test
    void aGraphThatEndsInALayerHasNoTail() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.in("layer[0]").silu(graph.gather("t", "t", 4, 8));
        assertThat(schedule(graph.graph("G", x)).tail().nodes()).isEmpty();
    }
}
