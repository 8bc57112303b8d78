package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Optional;

/// ```
/// Add(LayerNormalization(x, w), b)   ->   LayerNormalization(x, w, b)
/// ```
///
/// when `b` is a constant that fits the axes that are normalised. Numerics: rounding.
final class FoldShiftIntoNormalization implements Rule {

    @Override
    public String name() {
        return "shift of a normalisation";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        if (!Surroundings.isCalled(last, "Add")) {
            return new Outcome.NoMatch();
        }
        Optional<NormWeights.Weighted> weighted = NormWeights.of(last, around)
                .filter(found -> Surroundings.isCalled(found.norm(), "LayerNormalization")
                        && found.norm().inputs().size() == 2);
        if (weighted.isEmpty()) {
            return new Outcome.NoMatch();
        }
        Optional<String> problem = NormWeights.problem(weighted.get(), around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        Step.Apply norm = weighted.get().norm();
        List<Value> inputs = List.of(
                norm.inputs().getFirst(), norm.inputs().get(1), weighted.get().weight());
        return new Outcome.Replace(List.of(norm, last), List.of(Surroundings.step(norm, inputs, last)));
    }
}
