package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.onnx.in.Block;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.linear.SparseLowRankLinear;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A linear of an ONNX model that skips channels.
///
/// @param label its node
record ThinnedLinear(String label, int in, int out) {

    /// Those whose weights are constants, in the order of their steps.
    static List<ThinnedLinear> of(TensorGraph graph) {
        List<ThinnedLinear> all = new ArrayList<>();
        add(graph.body(), graph.constants(), all);
        return all;
    }

    private static void add(Block block, Map<Value, Tensor> known, List<ThinnedLinear> all) {
        for (Step step : block.steps()) {
            step.blocks().forEach(inner -> add(inner, known, all));
            if (step instanceof Step.Apply apply && apply.operator().type().equals(SparseLowRankLinear.class)) {
                Tensor w = known.get(apply.inputs().get(1));
                if (w != null) {
                    all.add(new ThinnedLinear(step.label(), w.dim(0), w.dim(1)));
                }
            }
        }
    }
}
