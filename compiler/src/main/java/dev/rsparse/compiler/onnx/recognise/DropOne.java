package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.List;

/// ```
/// Mul(x, 1), Mul(1, x), Div(x, 1)   ->   x
/// ```
///
/// Exporters write the factor of a model that has none. Numerics: EXACT.
final class DropOne implements Rule {

    @Override
    public String name() {
        return "factor of 1";
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Outcome apply(Step.Apply last, Surroundings around) {
        boolean isProduct = Surroundings.isCalled(last, "Mul");
        if (!isProduct && !Surroundings.isCalled(last, "Div")) {
            return new Outcome.NoMatch();
        }
        List<Value> operands = last.inputs();
        if (isOne(operands.getLast(), operands.getFirst(), around)) {
            return new Outcome.Same(operands.getFirst());
        }
        return isProduct && isOne(operands.getFirst(), operands.getLast(), around)
                ? new Outcome.Same(operands.getLast())
                : new Outcome.NoMatch();
    }

    private static boolean isOne(Value number, Value of, Surroundings around) {
        return around.number(number).orElse(0) == 1 && around.isSpread(number, of);
    }
}
