package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Optional;

/// ```
/// Mul(RMSNormalization(x, 1), w)     ->   RMSNormalization(x, w)
/// Mul(LayerNormalization(x, 1), w)   ->   LayerNormalization(x, w)
/// ```
///
/// when `w` is a constant that fits the axes that are normalised. Numerics: rounding.
final class FoldScaleIntoNormalization implements Rule {

    @Override
    public String name() {
        return "scale of a normalisation";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        if (!Surroundings.isCalled(last, "Mul")) {
            return new Outcome.NoMatch();
        }
        Optional<NormWeights.Weighted> weighted = NormWeights.of(last, around)
                .filter(found -> found.norm().inputs().size() == 2 && NormWeights.hasNoScale(found.norm(), around));
        if (weighted.isEmpty()) {
            return new Outcome.NoMatch();
        }
        Optional<String> problem = NormWeights.problem(weighted.get(), around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        Step.Apply norm = weighted.get().norm();
        List<Value> inputs = List.of(norm.inputs().getFirst(), weighted.get().weight());
        return new Outcome.Replace(List.of(norm, last), List.of(Surroundings.step(norm, inputs, last)));
    }
}
