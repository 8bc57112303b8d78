package dev.rsparse.compiler.onnx.fuse;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.OperatorTable;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Joins what opsets before 14 spell HardSwish by.
///
/// ```
/// x * HardSigmoid(x)  with alpha = 1/6, beta = 1/2    ->   HardSwish(x)     EXACT
/// x * (Clip(x + 3, 0, 6) / 6)                         ->   HardSwish(x)     APPROXIMATE: other roundings
/// (x * Clip(x + 3, 0, 6)) / 6                         ->   HardSwish(x)     APPROXIMATE
/// ```
///
/// Constants must be scalars of type f32, and nothing else may read what lies between.
final class RecogniseHardSwish {

    /// The first operator set with HardSwish.
    private static final int VERSION = 14;

    private final Draft draft;

    private RecogniseHardSwish(TensorGraph graph) {
        this.draft = new Draft(graph);
    }

    static TensorGraph apply(TensorGraph graph) {
        return new RecogniseHardSwish(graph).apply();
    }

    private TensorGraph apply() {
        for (Step step : draft.given()) {
            Optional<Value> x = step instanceof Step.Apply apply ? swished(apply) : Optional.empty();
            draft.add(x.<Step>map(value -> hardSwish(value, (Step.Apply) step)).orElse(step));
        }
        return draft.done();
    }

    private static Step hardSwish(Value x, Step.Apply last) {
        return new Step.Apply(
                OperatorTable.find("", "HardSwish").orElseThrow(),
                new Attributes(VERSION, Map.of()),
                List.of(x),
                last.outputs(),
                last.label());
    }

    private Optional<Value> swished(Step.Apply last) {
        if (FusedOperators.is(last, "Mul")) {
            return times(last)
                    .filter(product -> isGate(product.other(), product.x()))
                    .map(Product::x);
        }
        if (FusedOperators.is(last, "Div") && isNumber(last.inputs().get(1), 6)) {
            return draft.onlyFor(last.inputs().getFirst())
                    .filter(product -> FusedOperators.is(product, "Mul"))
                    .flatMap(this::times)
                    .filter(product -> isClipped(product.other(), product.x()))
                    .map(Product::x);
        }
        return Optional.empty();
    }

    /// A product in one of its two orders.
    private record Product(Value x, Step.Apply other) {}

    /// The order in which the second factor is made of the first.
    private Optional<Product> times(Step.Apply mul) {
        for (int i = 0; i < 2; i++) {
            Value x = mul.inputs().get(i);
            Optional<Step.Apply> other = draft.onlyFor(mul.inputs().get(1 - i));
            if (other.isPresent() && (isGate(other.get(), x) || isClipped(other.get(), x))) {
                return Optional.of(new Product(x, other.get()));
            }
        }
        return Optional.empty();
    }

    /// Whether a step is `max(0, min(1, x / 6 + 1/2))`.
    private boolean isGate(Step.Apply step, Value x) {
        if (FusedOperators.is(step, "HardSigmoid")) {
            Map<String, Object> values = step.attributes().values();
            return step.inputs().getFirst().equals(x)
                    && values.get("alpha") instanceof Float alpha
                    && Math.abs(alpha - 1f / 6) <= Math.ulp(alpha)
                    && values.getOrDefault("beta", 0.5f).equals(0.5f);
        }
        return FusedOperators.is(step, "Div")
                && isNumber(step.inputs().get(1), 6)
                && draft.onlyFor(step.inputs().getFirst())
                        .filter(clip -> isClipped(clip, x))
                        .isPresent();
    }

    /// Whether a step is `max(0, min(6, x + 3))`.
    private boolean isClipped(Step.Apply step, Value x) {
        Optional<Clipping> clipping = Clipping.of(step, draft);
        return clipping.filter(clip -> clip.from() == 0 && clip.to() == 6).isPresent()
                && draft.onlyFor(step.inputs().getFirst())
                        .filter(sum -> FusedOperators.is(sum, "Add"))
                        .filter(sum -> isSum(sum, x, 0) || isSum(sum, x, 1))
                        .isPresent();
    }

    private boolean isSum(Step.Apply sum, Value x, int at) {
        return sum.inputs().get(at).equals(x) && isNumber(sum.inputs().get(1 - at), 3);
    }

    private boolean isNumber(Value value, float number) {
        return draft.knownFloats(value)
                .filter(tensor -> tensor.rank() == 0 && tensor.number(0) == number)
                .isPresent();
    }
}
