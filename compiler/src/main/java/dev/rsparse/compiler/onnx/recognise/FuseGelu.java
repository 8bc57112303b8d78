package dev.rsparse.compiler.onnx.recognise;

import static dev.rsparse.compiler.onnx.recognise.Pattern.any;
import static dev.rsparse.compiler.onnx.recognise.Pattern.either;
import static dev.rsparse.compiler.onnx.recognise.Pattern.op;
import static dev.rsparse.compiler.onnx.recognise.Pattern.product;
import static dev.rsparse.compiler.onnx.recognise.Pattern.scalar;

import dev.rsparse.compiler.onnx.in.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// x * 0.5 * (1 + Erf(x / √2))                                ->   Gelu(x)
/// x * 0.5 * (1 + Tanh(√(2/π) * (x + 0.044715 * x³)))          ->   Gelu(x), approximate = tanh
/// x * 0.5 * (1 + Tanh(√(2/π) * x * (1 + 0.044715 * x²)))      ->   Gelu(x), approximate = tanh
/// ```
///
/// with factors in any order. Numerics: rounding.
final class FuseGelu implements Rule {

    private static final int VERSION = 20;
    private static final Pattern X = any("x");
    private static final Pattern BY_ERF =
            gelu(op("Erf", either(op("Div", X, scalar("√2")), op("Mul", X, scalar("1/√2")))));
    private static final Pattern BY_TANH = gelu(op("Tanh", angle()));
    private static final Map<String, Double> EXPECTED = Map.of(
            "1/2",
            0.5,
            "1",
            1.0,
            "√2",
            Math.sqrt(2),
            "1/√2",
            Math.sqrt(0.5),
            "√(2/π)",
            Math.sqrt(2 / Math.PI),
            "cubic",
            0.044715,
            "one",
            1.0);

    private static Pattern gelu(Pattern function) {
        return product(X, scalar("1/2"), op("Add", function, scalar("1")));
    }

    private static Pattern angle() {
        Pattern cubic = scalar("cubic");
        Pattern cube = either(op("Mul", cubic, op("Pow", X, scalar("3"))), product(cubic, X, X, X));
        Pattern square = either(op("Mul", cubic, op("Pow", X, scalar("2"))), product(cubic, X, X));
        return either(
                op("Mul", scalar("√(2/π)"), op("Add", X, cube)),
                product(scalar("√(2/π)"), X, op("Add", scalar("one"), square)));
    }

    @Override
    public String name() {
        return "Gelu";
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        Optional<Match> byErf = around.match(BY_ERF, last);
        Optional<Match> match = byErf.or(() -> around.match(BY_TANH, last));
        if (match.isEmpty()) {
            return new Outcome.NoMatch();
        }
        Optional<String> problem =
                Numbers.problem(match.get(), EXPECTED, match.get().get("x"), around);
        if (problem.isPresent()) {
            return new Outcome.Refused(problem.get());
        }
        Map<String, Object> attributes = Map.of("approximate", byErf.isPresent() ? "none" : "tanh");
        return new Outcome.Replace(
                match.get().steps(),
                List.of(Surroundings.step(
                        name(), VERSION, attributes, List.of(match.get().get("x")), last)));
    }
}
