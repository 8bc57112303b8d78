package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Operators that work on each row alone: products with weights, norms, activations, sums.
final class RowRules {

    private static final Optional<String> DONE = Optional.empty();

    private static final String OF_TOKENS = "it computes with the numbers of tokens";

    private RowRules() {}

    private static Value input(Step.Apply step, int i) {
        return i < step.inputs().size() ? step.inputs().get(i) : Value.ABSENT;
    }

    private static Value output(Step.Apply step) {
        return step.outputs().getFirst();
    }

    /// Rows of a table of embeddings.
    static Optional<String> gather(Step.Apply step, Lifting lifting) {
        Optional<Operand.Stored> table = lifting.matrix(input(step, 0), false);
        if (!lifting.isIds(input(step, 1))
                || table.isEmpty()
                || step.attributes().integer("axis", 0) != 0) {
            return Optional.of("some tokens are taken alone");
        }
        lifting.addTable(input(step, 0));
        lifting.put(
                output(step),
                new LayerOperation("gather", table.get(), new Operand.Given()),
                table.get().shape().getLast());
        return DONE;
    }

    static Optional<String> matMul(Step.Apply step, Lifting lifting) {
        Optional<Laid> x = lifting.rows(input(step, 0));
        Optional<Operand.Stored> weight = lifting.matrix(input(step, 1), true);
        if (x.isEmpty() || weight.isEmpty()) {
            return Optional.of(
                    "it is no product of rows and a constant matrix, nor part of an attention that is known");
        }
        linear(step, lifting, new LayerOperation(LayerOperation.LINEAR, x.get().row(), weight.get()));
        return DONE;
    }

    private static void linear(Step.Apply step, Lifting lifting, LayerOperation linear) {
        lifting.put(output(step), linear, linear.stored().getFirst().shape().getFirst());
    }

    static Optional<String> gemm(Step.Apply step, Lifting lifting) {
        boolean transposed = step.attributes().integer("transB", 0) == 0;
        Optional<Laid> x = lifting.rows(input(step, 0));
        Optional<Operand.Stored> weight = lifting.matrix(input(step, 1), transposed);
        boolean plain = step.attributes().integer("transA", 0) == 0 && isOne(step, "alpha") && isOne(step, "beta");
        if (!plain || x.isEmpty() || weight.isEmpty()) {
            return Optional.of("it is no plain product of rows and a constant matrix");
        }
        LayerOperation linear =
                new LayerOperation(LayerOperation.LINEAR, x.get().row(), weight.get());
        if (input(step, 2).isPresent()) {
            Optional<LayerOperation> biased = lifting.vector(
                            input(step, 2), weight.get().shape().getFirst())
                    .flatMap(linear::withBias);
            if (biased.isEmpty()) {
                return Optional.of("its third input is no bias of each output");
            }
            linear = biased.get();
        }
        linear(step, lifting, linear);
        return DONE;
    }

    private static boolean isOne(Step.Apply step, String attribute) {
        return !(step.attributes().values().get(attribute) instanceof Float number) || number == 1;
    }

    static Optional<String> add(Step.Apply step, Lifting lifting) {
        Optional<Laid> left = lifting.laid(input(step, 0));
        Optional<Laid> right = lifting.laid(input(step, 1));
        if (left.isPresent() && right.isPresent()) {
            return infix("+", left.get(), right.get(), step, lifting);
        }
        if (left.isEmpty() && right.isEmpty()) {
            return Optional.of(OF_TOKENS);
        }
        Laid rows = left.or(() -> right).orElseThrow();
        Value other = input(step, left.isPresent() ? 1 : 0);
        Optional<LayerOperation> biased = lifting.vector(other, rows.width())
                .filter(_ -> rows.isRows())
                .flatMap(bias -> lifting.maker(rows).flatMap(maker -> maker.withBias(bias)));
        if (biased.isEmpty()) {
            return Optional.of("what it adds is neither rows nor the bias of a linear");
        }
        lifting.put(output(step), biased.get(), rows.width());
        return DONE;
    }

    static Optional<String> multiply(Step.Apply step, Lifting lifting) {
        Optional<Laid> left = lifting.laid(input(step, 0));
        Optional<Laid> right = lifting.laid(input(step, 1));
        if (left.isPresent() && right.isPresent()) {
            return infix("*", left.get(), right.get(), step, lifting);
        }
        if (left.isEmpty() && right.isEmpty()) {
            return Optional.of(OF_TOKENS);
        }
        return scaled("*", left.or(() -> right).orElseThrow(), input(step, left.isPresent() ? 1 : 0), step, lifting);
    }

    static Optional<String> divide(Step.Apply step, Lifting lifting) {
        return lifting.laid(input(step, 0))
                .map(rows -> scaled("/", rows, input(step, 1), step, lifting))
                .orElse(Optional.of("it divides by rows"));
    }

    private static Optional<String> infix(String name, Laid left, Laid right, Step.Apply step, Lifting lifting) {
        boolean alike =
                left.width() == right.width() && left.layout() == right.layout() && left.heads() == right.heads();
        if (!alike) {
            return Optional.of("rows of different widths are put together");
        }
        lifting.put(output(step), left.with(lifting.add(new LayerOperation(name, left.row(), right.row()))));
        return DONE;
    }

    private static Optional<String> scaled(String name, Laid rows, Value by, Step.Apply step, Lifting lifting) {
        Optional<Float> number = lifting.number(by).filter(Float::isFinite);
        if (number.isEmpty()) {
            return Optional.of("rows are multiplied by what is neither rows nor a number");
        }
        lifting.put(
                output(step),
                rows.with(lifting.add(
                        new LayerOperation(name, List.of(rows.row()), List.of(Float.toString(number.get()))))));
        return DONE;
    }

    /// A function of each number.
    static LiftRule function(String name) {
        return (step, lifting) -> lifting.laid(input(step, 0))
                .map(rows -> {
                    lifting.put(output(step), rows.with(lifting.add(new LayerOperation(name, rows.row()))));
                    return DONE;
                })
                .orElse(Optional.of(OF_TOKENS));
    }

    static Optional<String> gelu(Step.Apply step, Lifting lifting) {
        boolean byTanh = "tanh".equals(step.attributes().values().get("approximate"));
        return function(byTanh ? "gelu_tanh" : "gelu").apply(step, lifting);
    }

    static Optional<String> swish(Step.Apply step, Lifting lifting) {
        return isOne(step, "alpha") ? function("silu").apply(step, lifting) : Optional.of("its alpha is not 1");
    }

    static Optional<String> softmax(Step.Apply step, Lifting lifting) {
        int last = lifting.facts(input(step, 0)).rank().orElse(0) - 1;
        long axis = step.attributes().integer("axis", -1);
        return lifting.rows(input(step, 0)).isPresent() && (axis == -1 || axis == last)
                ? function("softmax").apply(step, lifting)
                : Optional.of("it is not along rows");
    }

    static Optional<String> rmsNorm(Step.Apply step, Lifting lifting) {
        Laid rows = lifting.laid(input(step, 0)).orElseThrow();
        Optional<Operand.Stored> scale = lifting.vector(input(step, 1), rows.width() / rows.heads());
        if (!isAlongRows(step, lifting) || scale.isEmpty()) {
            return Optional.of("it is not along rows, or its scale is no constant");
        }
        List<String> settings = new ArrayList<>(List.of(epsilon(step)));
        if (rows.heads() > 1) {
            settings.add("heads = " + rows.heads());
        }
        lifting.put(
                output(step),
                rows.with(lifting.add(
                        new LayerOperation(LayerOperation.RMSNORM, List.of(rows.row(), scale.get()), settings))));
        return DONE;
    }

    static Optional<String> layerNorm(Step.Apply step, Lifting lifting) {
        Laid rows = lifting.laid(input(step, 0)).orElseThrow();
        Optional<Operand.Stored> scale = lifting.vector(input(step, 1), rows.width());
        if (!rows.isRows() || !isAlongRows(step, lifting) || scale.isEmpty()) {
            return Optional.of("it is not along rows, or its scale is no constant");
        }
        List<Operand> operands = new ArrayList<>(List.of(rows.row(), scale.get()));
        lifting.vector(input(step, 2), rows.width()).ifPresent(operands::add);
        if (operands.size() == 2 && input(step, 2).isPresent()) {
            return Optional.of("its bias is no constant");
        }
        lifting.put(output(step), new LayerOperation("layernorm", operands, List.of(epsilon(step))), rows.width());
        return DONE;
    }

    private static boolean isAlongRows(Step.Apply step, Lifting lifting) {
        long axis = step.attributes().integer("axis", -1);
        int last = lifting.facts(input(step, 0)).rank().orElse(0) - 1;
        return axis == -1 || axis == last;
    }

    private static String epsilon(Step.Apply step) {
        return "eps = " + (step.attributes().values().get("epsilon") instanceof Float given ? given : 1e-5f);
    }
}
