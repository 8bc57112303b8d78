package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Optional;
import java.util.Set;

/// Normalisations and constants that they may take up: those of a shape that can be stretched to the axes that are
/// normalised, and that stretch nothing themselves.
final class NormWeights {

    private static final Set<String> NORMS = Set.of("RMSNormalization", "LayerNormalization");

    private NormWeights() {}

    /// A constant that a normalisation is combined with.
    record Weighted(Step.Apply norm, Value weight) {}

    /// The normalisation that a sum or product of two is of, with the constant that is the other operand.
    static Optional<Weighted> of(Step.Apply step, Surroundings around) {
        for (int i = 0; i < 2; i++) {
            Optional<Step.Apply> norm = around.maker(step.inputs().get(i))
                    .filter(maker -> NORMS.contains(maker.operator().name()) && isAlone(maker));
            Value other = step.inputs().get(1 - i);
            if (norm.isPresent() && around.constant(other).isPresent()) {
                return Optional.of(new Weighted(norm.get(), other));
            }
        }
        return Optional.empty();
    }

    /// Whether it gives no mean and no deviation besides.
    private static boolean isAlone(Step.Apply norm) {
        return norm.outputs().stream().filter(Value::isPresent).count() == 1;
    }

    /// Whether a normalisation multiplies by nothing but 1.
    static boolean hasNoScale(Step.Apply norm, Surroundings around) {
        Optional<Tensor> scale = around.constant(norm.inputs().get(1));
        return scale.isPresent() && isOnes(scale.get());
    }

    private static boolean isOnes(Tensor tensor) {
        for (int i = 0; i < tensor.count(); i++) {
            if (tensor.number(i) != 1) {
                return false;
            }
        }
        return true;
    }

    /// Why the normalisation cannot take up the constant.
    static Optional<String> problem(Weighted weighted, Surroundings around) {
        Step.Apply norm = weighted.norm();
        Value x = norm.inputs().getFirst();
        Tensor weight = around.constant(weighted.weight()).orElseThrow();
        long axis = norm.attributes().integer("axis", -1);
        long axes = axis < 0 ? -axis : around.rank(x).map(rank -> rank - axis).orElse(0L);
        if (weight.rank() > axes) {
            return Optional.of("the constant " + weight + " has more axes than are normalised");
        }
        for (int k = 1; k <= weight.rank(); k++) {
            int extent = weight.dim(-k);
            boolean fits = extent == 1
                    || around.facts(x).extent(-k).filter(of -> of.is(extent)).isPresent();
            if (!fits) {
                return Optional.of("the constant " + weight + " is not known to fit the axes that are normalised");
            }
        }
        return Optional.empty();
    }
}
