package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Expression.Operator;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;

/// What operators and functions make of constants; a result that there is none of is reported.
final class ConstantOperators {

    private final Diagnostics diagnostics;

    ConstantOperators(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /// The result of `+ - * /`.
    Optional<Constant.Number> arithmetic(Span span, Operator operator, Constant.Number left, Constant.Number right) {
        Optional<Constant.Number> result = Arithmetic.apply(operator, left, right);
        if (result.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    span,
                    Code.ARITHMETIC,
                    left + " " + operator.text() + " " + right + " has no result",
                    "divides by zero or is too large"));
        }
        return result;
    }

    /// Numbers compare by value; texts and conditions are the same or not.
    Optional<Constant> compare(Expression.Binary binary, Constant left, Constant right) {
        Operator operator = binary.operator();
        if (left instanceof Constant.Number a && right instanceof Constant.Number b) {
            return Optional.of(new Constant.Flag(Arithmetic.compare(operator, a.asDouble(), b.asDouble())));
        }
        boolean sameness = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        if (sameness && left.getClass() == right.getClass()) {
            return Optional.of(new Constant.Flag(left.equals(right) == (operator == Operator.EQUAL)));
        }
        diagnostics.add(Diagnostic.at(
                binary.span(),
                Code.WRONG_KIND,
                "'" + operator.text() + "' cannot compare " + left.kind() + " with " + right.kind(),
                left + " " + operator.text() + " " + right));
        return Optional.empty();
    }

    /// Whether `call` gives a function of numbers as many as it takes, by position; reports when not.
    boolean countMatches(Expression.Call call) {
        int operands = Arithmetic.operands(call.operation().text()).orElseThrow();
        boolean named =
                call.arguments().stream().anyMatch(argument -> argument.name().isPresent());
        if (call.arguments().size() == operands && !named) {
            return true;
        }
        String count = operands == 1 ? "one number" : operands + " numbers";
        diagnostics.add(
                Diagnostic.at(call.span(), Code.ARGUMENTS, call.operation() + " takes " + count, "expected " + count));
        return false;
    }

    /// The result of a function of numbers.
    Optional<Constant.Number> call(Expression.Call call, List<Constant.Number> numbers) {
        String function = call.operation().text();
        Optional<Constant.Number> result = Arithmetic.call(function, numbers);
        if (result.isEmpty()) {
            diagnostics.add(Diagnostic.at(
                    call.span(), Code.ARITHMETIC, function + numbers + " has no result", "has no result"));
        }
        return result;
    }
}
