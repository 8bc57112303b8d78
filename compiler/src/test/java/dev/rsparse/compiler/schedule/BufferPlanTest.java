package dev.rsparse.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.RandomGraphs;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BufferPlanTest {

    /// Runs the plan with the values' ids in place of their numbers: each node must still find what it reads.
    private static void assertSound(Graph graph) {
        BufferPlan plan = BufferPlan.of(graph);
        Map<Integer, Value> held = new HashMap<>();
        for (Node node : graph.nodes()) {
            int target = plan.buffer(node.output());
            for (Value input : node.inputs()) {
                if (!graph.inputs().contains(input)) {
                    assertThat(held).as("what %s reads", node).containsEntry(plan.buffer(input), input);
                    assertThat(readsAfterWriting(node) && plan.buffer(input) == target)
                            .isFalse();
                }
            }
            assertThat(plan.widths().get(target)).isEqualTo(node.output().type().size(-1));
            held.put(target, node.output());
        }
        graph.outputs().forEach(output -> assertThat(held).containsEntry(plan.buffer(output.value()), output.value()));
    }

    /// Whether an element of the input is read after another element of the output was written.
    private static boolean readsAfterWriting(Node node) {
        return node instanceof Node.Linear
                || node instanceof Node.SparseLowRankLinear
                || node instanceof Node.GatedRowsLinear
                || node instanceof Node.Attention;
    }

    @Test
    void noBufferHoldsTwoValuesThatAreNeededTogether() {
        for (int seed = 0; seed < 500; seed++) {
            assertSound(RandomGraphs.of(seed, 40));
        }
    }

    @Test
    void noBufferHoldsTwoValuesThatAreNeededTogetherAfterRewriting() {
        for (int seed = 0; seed < 200; seed++) {
            assertSound(Pipeline.rewrite(RandomGraphs.of(seed, 40), Map.of()));
        }
    }

    @Test
    void aLlamaOfAnyDepthNeedsTheSameBuffers() {
        BufferPlan two = BufferPlan.of(LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 2, 4, 2, 8), DType.F32));
        BufferPlan nine = BufferPlan.of(LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 9, 4, 2, 8), DType.F32));
        assertThat(nine.widths()).isEqualTo(two.widths());
    }

    @Test
    void anElementwiseResultReplacesAnOperandReadForTheLastTime() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value y = graph.silu(x);
        BufferPlan plan = BufferPlan.of(graph.graph("G", y));
        assertThat(plan.buffer(y)).isEqualTo(plan.buffer(x));
    }

    @Test
    void anOperandReadTwiceByItsLastReaderIsFreedOnce() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value doubled = graph.add(x, x);
        Value left = graph.linear(doubled, "a", 8);
        Value right = graph.linear(doubled, "b", 8);
        assertSound(graph.graph("G", graph.add(left, right)));
    }

    @Test
    void outputsKeepTheirBuffers() {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.gather("t", "t", 4, 8);
        Value first = graph.silu(x);
        Value second = graph.silu(first);
        assertSound(graph.graph("G", first, second));
    }
}
