package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts batch normalisation into the weights of the convolution before it.
///
/// ```
/// BatchNormalization(Conv(x, W, B), s, b, m, v)   ->   Conv(x, W f, (B - m) f + b)      f = s / sqrt(v + epsilon)
/// ```
///
/// All but `x` must be constants of type f32, and nothing else may read the convolution. Numerics: APPROXIMATE; the
/// new weights are computed in doubles and rounded once.
final class FoldBatchNormalization {

    private static final float EPSILON = 1e-5f;

    private final Draft draft;

    private FoldBatchNormalization(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new FoldBatchNormalization(graph).apply();
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            Optional<Step.Apply> conv = conv(step);
            draft.add(conv.isPresent() && step instanceof Step.Apply norm ? joined(conv.get(), norm) : step);
        }
        return draft.done();
    }

    /// The convolution that a step normalises.
    private Optional<Step.Apply> conv(Step step) {
        if (!(step instanceof Step.Apply norm)
                || !FusedOperators.is(norm, "BatchNormalization")
                || norm.attributes().integer("training_mode", 0) != 0
                || norm.outputs().stream().skip(1).anyMatch(Value::isPresent)
                || norm.inputs().stream()
                        .skip(1)
                        .anyMatch(input -> draft.knownFloats(input).isEmpty())) {
            return Optional.empty();
        }
        return draft.onlyFor(norm.inputs().getFirst())
                .filter(conv -> FusedOperators.is(conv, "Conv"))
                .filter(conv -> fits(conv, norm));
    }

    private boolean fits(Step.Apply conv, Step.Apply norm) {
        Value bias = FusedOperators.input(conv, 2);
        Optional<Tensor> weights = draft.knownFloats(conv.inputs().get(1));
        return weights.isPresent()
                && (!bias.isPresent() || draft.knownFloats(bias).isPresent())
                && norm.inputs().stream()
                        .skip(1)
                        .allMatch(input -> draft.known(input).orElseThrow().count()
                                == weights.get().dim(0));
    }

    private Step joined(Step.Apply conv, Step.Apply norm) {
        Tensor weights = draft.known(conv.inputs().get(1)).orElseThrow();
        Tensor bias = draft.known(FusedOperators.input(conv, 2)).orElse(Tensor.ABSENT);
        List<Tensor> known = norm.inputs().stream()
                .skip(1)
                .map(input -> draft.known(input).orElseThrow())
                .toList();
        double epsilon = norm.attributes().values().get("epsilon") instanceof Float given ? given : EPSILON;
        int channels = weights.dim(0);
        int size = weights.count() / channels;
        Tensor newWeights = Tensor.of(ElementType.F32, weights.dims());
        Tensor newBias = Tensor.of(ElementType.F32, channels);
        for (int m = 0; m < channels; m++) {
            double factor = known.get(0).number(m) / Math.sqrt(known.get(3).number(m) + epsilon);
            double start = bias.isPresent() ? bias.number(m) : 0;
            newBias.setNumber(
                    m, (start - known.get(2).number(m)) * factor + known.get(1).number(m));
            for (int i = m * size; i < (m + 1) * size; i++) {
                newWeights.setNumber(i, weights.number(i) * factor);
            }
        }
        List<Value> inputs = new ArrayList<>();
        inputs.add(conv.inputs().getFirst());
        inputs.add(draft.constant(conv.inputs().get(1).name(), newWeights));
        inputs.add(draft.constant(norm.inputs().get(2).name(), newBias));
        return new Step.Apply(
                conv.operator(), conv.attributes(), inputs, norm.outputs().subList(0, 1), conv.label());
    }
}
