package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.grammar.Expression.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Arithmetic on numbers. Integers stay integers; their quotient is an integer when the division is exact.
final class Arithmetic {

    /// A function of numbers.
    ///
    /// @param operands how many it takes
    private record Function(int operands, java.util.function.Function<List<Constant.Number>, Constant.Number> apply) {}

    private static final Map<String, Function> FUNCTIONS = new TreeMap<>(Map.of(
            "sqrt", new Function(1, numbers -> new Constant.Real(Math.sqrt(real(numbers, 0)))),
            "floor", new Function(1, numbers -> whole(Math.floor(real(numbers, 0)))),
            "min", new Function(2, numbers -> real(numbers, 0) <= real(numbers, 1) ? numbers.get(0) : numbers.get(1)),
            "max", new Function(2, numbers -> real(numbers, 0) >= real(numbers, 1) ? numbers.get(0) : numbers.get(1)),
            "mod", new Function(2, Arithmetic::remainder),
            "f32", new Function(1, numbers -> cast(numbers, DType.F32)),
            "f16", new Function(1, numbers -> cast(numbers, DType.F16)),
            "bf16", new Function(1, numbers -> cast(numbers, DType.BF16)),
            "i32", new Function(1, numbers -> new Constant.Whole(Math.toIntExact((long) real(numbers, 0))))));

    private Arithmetic() {}

    /// How many numbers the function of that name takes, if there is one.
    static Optional<Integer> operands(String function) {
        return Optional.ofNullable(FUNCTIONS.get(function)).map(Function::operands);
    }

    /// The result of a function, or nothing when it has none.
    static Optional<Constant.Number> call(String function, List<Constant.Number> numbers) {
        try {
            return finite(FUNCTIONS.get(function).apply().apply(numbers));
        } catch (ArithmeticException none) {
            return Optional.empty();
        }
    }

    /// The result, or nothing when it divides by zero or leaves the range of its type.
    static Optional<Constant.Number> apply(Operator operator, Constant.Number left, Constant.Number right) {
        try {
            Constant.Number result = left instanceof Constant.Whole(long a) && right instanceof Constant.Whole(long b)
                    ? whole(operator, a, b)
                    : new Constant.Real(real(operator, left.asDouble(), right.asDouble()));
            return finite(result);
        } catch (ArithmeticException overflow) {
            return Optional.empty();
        }
    }

    /// Whether `left` and `right` compare so.
    static boolean compare(Operator operator, double left, double right) {
        return switch (operator) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case AT_MOST -> left <= right;
            case GREATER -> left > right;
            case AT_LEAST -> left >= right;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, AND, OR -> throw new IllegalArgumentException(operator.text());
        };
    }

    private static Optional<Constant.Number> finite(Constant.Number result) {
        return Double.isFinite(result.asDouble()) ? Optional.of(result) : Optional.empty();
    }

    /// A number beyond the type's range has no result.
    private static Constant.Number cast(List<Constant.Number> numbers, DType type) {
        return new Constant.Real(type.nearest((float) real(numbers, 0)));
    }

    private static Constant.Number remainder(List<Constant.Number> numbers) {
        return numbers.get(0) instanceof Constant.Whole(long a) && numbers.get(1) instanceof Constant.Whole(long b)
                ? new Constant.Whole(Math.floorMod(a, b))
                : new Constant.Real(real(numbers, 0) % real(numbers, 1));
    }

    private static double real(List<Constant.Number> numbers, int index) {
        return numbers.get(index).asDouble();
    }

    private static Constant.Number whole(double value) {
        return Math.abs(value) <= Long.MAX_VALUE ? new Constant.Whole((long) value) : new Constant.Real(value);
    }

    private static Constant.Number whole(Operator operator, long left, long right) {
        return switch (operator) {
            case ADD -> new Constant.Whole(Math.addExact(left, right));
            case SUBTRACT -> new Constant.Whole(Math.subtractExact(left, right));
            case MULTIPLY -> new Constant.Whole(Math.multiplyExact(left, right));
            case DIVIDE ->
                left % right == 0
                        ? new Constant.Whole(Math.divideExact(left, right))
                        : new Constant.Real((double) left / right);
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR ->
                throw new IllegalArgumentException(operator.text());
        };
    }

    private static double real(Operator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR ->
                throw new IllegalArgumentException(operator.text());
        };
    }
}
