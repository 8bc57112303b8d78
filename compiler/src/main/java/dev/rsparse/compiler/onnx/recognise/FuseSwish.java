package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;
import static dev.rsparse.compiler.onnx.recognise.Pattern.scalar;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// x * Sigmoid(x)           ->   Swish(x), alpha = 1
/// x / (1 + Exp(-x))        ->   Swish(x), alpha = 1
/// x * Sigmoid(alpha * x)   ->   Swish(x), alpha
/// ```
///
/// The last one with alpha = 1.702 is also called quick GELU. Numerics: rounding.
final class FuseSwish implements SpellingRule {

    private static final int VERSION = 24;
    private static final Pattern X = any("x");
    private static final Pattern SPELLING = either(
            op("Mul", X, op("Sigmoid", X)),
            op("Mul", X, op("Sigmoid", op("Mul", X, scalar("alpha")))),
            op("Div", X, op("Add", scalar("one"), op("Exp", op("Neg", X)))));

    @Override
    public String name() {
        return "Swish";
    }

    @Override
    public Pattern spelling() {
        return SPELLING;
    }

    @Override
    public Outcome apply(Match match, Step.Apply last, Surroundings around) {
        Value x = match.get("x");
        double alpha = match.find("alpha")
                .map(value -> around.number(value).orElseThrow())
                .orElse(1.0);
        Optional<String> problem =
                Numbers.problem(match, Map.of("one", 1.0, "alpha", (double) (float) alpha), x, around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        Map<String, Object> attributes = Map.of("alpha", (float) alpha);
        return new Outcome.Replace(
                match.steps(), List.of(Surroundings.step(name(), VERSION, attributes, List.of(x), last)));
    }
}
