package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.op.linear.SparseLowRankLinear;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes sparse linears with constant weights for those that [FinishProducts] joins with what follows them.
///
/// ```
/// SparseLowRankLinear(x, w, c, t, v, u)   ->   FusedSparseLinear(x, w, , , c, t, v, u)
/// SparseLowRankLinear(x, w, c, t, 0, 0)   ->   FusedSparseLinear(x, w, , , c, t)
/// ```
///
/// `w` and `u` stay as they are; rows of `v` are filled up with zeros to whole vectors. Refused where a shape is
/// not as the operator demands: it tells so when it runs. Numerics: EXACT.
final class TakeSparseLinears {

    /// Lanes of the widest vectors.
    private static final int WIDTH = 16;

    private final Draft draft;

    private TakeSparseLinears(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new TakeSparseLinears(graph).apply();
    }

    private Value filled(Value value, Tensor v) {
        int rank = v.dim(1);
        int width = Math.ceilDiv(rank, WIDTH) * WIDTH;
        if (width == rank) {
            return value;
        }
        float[] numbers = new float[v.dim(0) * width];
        for (int row = 0; row < v.dim(0); row++) {
            System.arraycopy(v.floats(), row * rank, numbers, row * width, rank);
        }
        return draft.constant(value.name(), Tensor.of(numbers, v.dim(0), width));
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            draft.add(step instanceof Step.Apply apply ? taken(apply).orElse(apply) : step);
        }
        return draft.done();
    }

    private Optional<Step> taken(Step.Apply step) {
        boolean fits = FusedOperators.isSparseLinear(step) && step.inputs().size() == 6;
        if (!fits || draft.known(step.inputs().getFirst()).isPresent()) {
            return Optional.empty();
        }
        List<Tensor> known = step.inputs().stream()
                .skip(1)
                .flatMap(input -> draft.knownFloats(input).stream())
                .toList();
        return known.size() == 5 ? taken(step, known) : Optional.empty();
    }

    /// @param known what the step reads behind `x`
    private Optional<Step> taken(Step.Apply step, List<Tensor> known) {
        Tensor w = known.get(0);
        Tensor v = known.get(3);
        Tensor u = known.get(4);
        if (!SparseLowRankLinear.goTogether(w, known.get(1), known.get(2), v, u)) {
            return Optional.empty();
        }
        boolean factored = !SparseLowRankLinear.isNone(v.floats(), u.floats(), w.dim(0), v.dim(1), w.dim(1));
        List<Value> inputs = step.inputs();
        return Optional.of(FusedOperators.step(
                FusedOperators.SPARSE_LINEAR,
                Map.of("depth", (long) w.dim(0), "columns", (long) w.dim(1)),
                List.of(
                        inputs.get(0),
                        inputs.get(1),
                        Value.ABSENT,
                        Value.ABSENT,
                        inputs.get(2),
                        inputs.get(3),
                        factored ? filled(inputs.get(4), v) : Value.ABSENT,
                        factored ? inputs.get(5) : Value.ABSENT),
                step));
    }
}
