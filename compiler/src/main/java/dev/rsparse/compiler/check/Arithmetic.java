package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Expression.Operator;
import java.util.Optional;

/// Arithmetic on constants. Integers stay integers; their quotient is an integer when the division is exact.
final class Arithmetic {

    private Arithmetic() {}

    /// The result, or nothing when it divides by zero or leaves the range of its type.
    static Optional<Constant> apply(Operator operator, Constant left, Constant right) {
        try {
            Constant result = left instanceof Constant.Whole(long a) && right instanceof Constant.Whole(long b)
                    ? whole(operator, a, b)
                    : new Constant.Real(real(operator, left.asDouble(), right.asDouble()));
            return Double.isFinite(result.asDouble()) ? Optional.of(result) : Optional.empty();
        } catch (ArithmeticException overflow) {
            return Optional.empty();
        }
    }

    private static Constant whole(Operator operator, long left, long right) {
        return switch (operator) {
            case ADD -> new Constant.Whole(Math.addExact(left, right));
            case SUBTRACT -> new Constant.Whole(Math.subtractExact(left, right));
            case MULTIPLY -> new Constant.Whole(Math.multiplyExact(left, right));
            case DIVIDE ->
                left % right == 0
                        ? new Constant.Whole(Math.divideExact(left, right))
                        : new Constant.Real((double) left / right);
        };
    }

    private static double real(Operator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
        };
    }
}
