package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Optional;

/// ```
/// Cos(Concat(f, f))      ->   Concat(Cos(f), Cos(f))
/// Sin(Concat(f, f))      ->   Concat(Sin(f), Sin(f))
/// Mul(Concat(c, c), s)   ->   Concat(Mul(c, s), Mul(c, s))     when c is a cosine or sine and s a number
/// ```
///
/// along the last axis: rotary embeddings read each angle once. Numerics: EXACT.
final class HalveAngles implements Rule {

    private static final Pattern TWICE = Pattern.op("Concat", Pattern.any("f"), Pattern.any("f"));

    @Override
    public String name() {
        return "angles that are there twice";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        return twice(last, around)
                .<Outcome>map(twice -> halved(last, twice, around))
                .orElse(new Outcome.NoMatch());
    }

    private static Optional<Value> twice(Step.Apply last, Surroundings around) {
        if (Surroundings.isCalled(last, "Cos") || Surroundings.isCalled(last, "Sin")) {
            return Optional.of(last.inputs().getFirst())
                    .filter(angles -> half(angles, around).isPresent());
        }
        if (!Surroundings.isCalled(last, "Mul")) {
            return Optional.empty();
        }
        return last.inputs().stream()
                .filter(each -> half(each, around)
                        .filter(half -> isTurned(half, last, around))
                        .isPresent())
                .findFirst();
    }

    /// What stands in a value twice.
    private static Optional<Value> half(Value value, Surroundings around) {
        return around.maker(value, "Concat")
                .filter(concat -> around.isLastAxis(concat.attributes().integer("axis", 0), value))
                .flatMap(_ -> around.match(TWICE, value))
                .map(match -> match.get("f"));
    }

    /// Whether it is a cosine or sine, multiplied by numbers at most.
    private static boolean isTurned(Value half, Step.Apply product, Surroundings around) {
        boolean isScaled = product.inputs().stream()
                .anyMatch(each -> around.number(each).isPresent() && around.isSpread(each, half));
        return isScaled
                && (around.maker(half, "Cos").isPresent()
                        || around.maker(half, "Sin").isPresent());
    }

    private static Outcome halved(Step.Apply last, Value twice, Surroundings around) {
        Value half = half(twice, around).orElseThrow();
        Step.Apply concat = around.maker(twice, "Concat").orElseThrow();
        Value result = around.value(last.outputs().getFirst().name());
        List<Value> inputs = last.inputs().stream()
                .map(input -> input.equals(twice) ? half : input)
                .toList();
        Step.Apply once = new Step.Apply(last.operator(), last.attributes(), inputs, List.of(result), last.label());
        return new Outcome.Replace(
                List.of(last), List.of(once, Surroundings.step(concat, List.of(result, result), last)));
    }
}
