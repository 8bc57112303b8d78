package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Expression.Operator;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `+ - * /` between what a graph knows: numbers make numbers, values are added and multiplied element by element, and
/// a value may be multiplied or divided by a number.
final class InfixChecker {

    private static final Operation.Positional TENSOR = new Operation.Positional("x", false, false);
    private static final Operation ADD = operation("+", OperationRules::add);
    private static final Operation MULTIPLY = operation("*", OperationRules::multiply);

    private final OperationChecker operations;
    private final ConstantOperators numbers;
    private final GraphContext context;

    InfixChecker(OperationChecker operations, GraphContext context) {
        this.operations = operations;
        this.numbers = new ConstantOperators(context.diagnostics());
        this.context = context;
    }

    Operand negation(Operand operand, Span span) {
        return switch (operand) {
            case Operand.Literal(Constant.Number value) ->
                arithmetic(span, Operator.SUBTRACT, new Constant.Whole(0), value);
            case Operand.Broken broken -> broken;
            case Operand.Tensor _,
                    Operand.Parameter _,
                    Operand.Literal _,
                    Operand.Absent _,
                    Operand.Family _,
                    Operand.Several _ -> noInfix("-", span);
        };
    }

    /// @param valueName what a node made for it is called
    Operand binary(Expression.Binary binary, Operand left, Operand right, String valueName) {
        if (left instanceof Operand.Broken || right instanceof Operand.Broken) {
            return new Operand.Broken();
        }
        if (left instanceof Operand.Literal(Constant.Number a) && right instanceof Operand.Literal(Constant.Number b)) {
            return arithmetic(binary.span(), binary.operator(), a, b);
        }
        Optional<Operand> scaled = scaled(binary, left, right, valueName);
        if (scaled.isPresent()) {
            return scaled.get();
        }
        List<Expression> operands = List.of(binary.left(), binary.right());
        return switch (binary.operator()) {
            case ADD -> operations.apply(ADD, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case MULTIPLY ->
                operations.apply(MULTIPLY, binary.span(), operands, List.of(left, right), Map.of(), valueName);
            case SUBTRACT, DIVIDE, EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR ->
                noInfix(binary.operator().text(), binary.span());
        };
    }

    /// A tensor times or by a number; empty where the operands are others.
    private Optional<Operand> scaled(Expression.Binary binary, Operand left, Operand right, String valueName) {
        boolean times = binary.operator() == Operator.MULTIPLY;
        if (times && left instanceof Operand.Literal(Constant.Number factor) && right instanceof Operand.Tensor) {
            return Optional.of(scale(binary.span(), binary.right(), right, factor.asDouble(), valueName));
        }
        boolean over = binary.operator() == Operator.DIVIDE;
        if ((times || over) && left instanceof Operand.Tensor && right instanceof Operand.Literal(Constant.Number by)) {
            double factor = times ? by.asDouble() : 1 / by.asDouble();
            return Optional.of(scale(binary.span(), binary.left(), left, factor, valueName));
        }
        return Optional.empty();
    }

    private Operand scale(Span span, Expression expression, Operand tensor, double factor, String valueName) {
        if (!Float.isFinite((float) factor)) {
            context.diagnostics()
                    .add(Diagnostic.at(span, Code.ARITHMETIC, "a tensor times " + factor, "divides by zero"));
            return new Operand.Broken();
        }
        Operation operation = new Operation(
                "scale", "", "", List.of(TENSOR), List.of(), false, call -> OperationRules.scale(call, factor));
        return operations.apply(operation, span, List.of(expression), List.of(tensor), Map.of(), valueName);
    }

    private Operand arithmetic(Span span, Operator operator, Constant.Number left, Constant.Number right) {
        return numbers.arithmetic(span, operator, left, right)
                .<Operand>map(Operand.Literal::new)
                .orElseGet(Operand.Broken::new);
    }

    private Operand noInfix(String operator, Span span) {
        context.diagnostics()
                .add(Diagnostic.at(
                        span,
                        Code.WRONG_KIND,
                        "'" + operator + "' works on numbers only",
                        "an operand is no number; tensors know + and *, and times or by a number"));
        return new Operand.Broken();
    }

    private static Operation operation(String symbol, Operation.Rule rule) {
        List<Operation.Positional> operands = List.of(
                new Operation.Positional("left", false, false), new Operation.Positional("right", false, false));
        String name = symbol.equals("+") ? "add" : "mul";
        String summary = "left " + symbol + " right, element by element";
        return new Operation(name, summary, "", operands, List.of(), false, rule);
    }
}
