package dev.rsparse.grammar;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A number, a tensor or a text, as written.
public sealed interface Expression {

    Span span();

    /// The names that are read in it, wherever they stand.
    default Stream<Name> references() {
        return switch (this) {
            case Whole _, Real _, Text _, Flag _ -> Stream.empty();
            case Reference(Name name) -> Stream.of(name);
            case Negation(Expression operand, Span _) -> operand.references();
            case Not(Expression operand, Span _) -> operand.references();
            case Binary binary ->
                Stream.concat(binary.left().references(), binary.right().references());
            case Fallback(Expression value, Expression otherwise) ->
                Stream.concat(value.references(), otherwise.references());
            case Choice choice ->
                Stream.of(choice.condition(), choice.then(), choice.otherwise()).flatMap(Expression::references);
            case Sequence(List<Expression> elements, Span _) ->
                elements.stream().flatMap(Expression::references);
            case Call call ->
                call.arguments().stream().flatMap(argument -> argument.value().references());
        };
    }

    /// An integer that fits 64 bits.
    record Whole(long value, Span span) implements Expression {}

    /// A number with a fraction or an exponent, or an integer too large for 64 bits.
    record Real(double value, Span span) implements Expression {}

    /// `true` or `false`.
    record Flag(boolean value, Span span) implements Expression {}

    /// A text between quotes; there are no escapes.
    record Text(String value, Span span) implements Expression {}

    /// `[2, 1]`, an argument of a call.
    record Sequence(List<Expression> elements, Span span) implements Expression {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    record Reference(Name name) implements Expression {
        @Override
        public Span span() {
            return name.span();
        }
    }

    record Negation(Expression operand, Span span) implements Expression {}

    /// `not operand`.
    record Not(Expression operand, Span span) implements Expression {}

    /// `condition ? then : otherwise`.
    record Choice(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public Span span() {
            return condition.span().to(otherwise.span());
        }
    }

    /// `value else otherwise`: `otherwise` where `value` asks config.json for a key that it lacks.
    record Fallback(Expression value, Expression otherwise) implements Expression {
        @Override
        public Span span() {
            return value.span().to(otherwise.span());
        }
    }

    record Binary(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public Span span() {
            return left.span().to(right.span());
        }
    }

    /// `operation(arguments) @annotations`.
    ///
    /// @param annotations the words after `@`
    record Call(Name operation, List<Argument> arguments, List<Name> annotations, Span span) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
            annotations = List.copyOf(annotations);
        }
    }

    /// One argument of a call: by position, or by name.
    record Argument(Optional<Name> name, Expression value) {}

    /// The infix operators.
    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">="),
        AND("and"),
        OR("or");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /// The operator as written.
        public String text() {
            return text;
        }

        /// Whether it makes a number of two.
        public boolean isArithmetic() {
            return switch (this) {
                case ADD, SUBTRACT, MULTIPLY, DIVIDE -> true;
                case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, AND, OR -> false;
            };
        }

        static Operator of(String text) {
            return Arrays.stream(values())
                    .filter(operator -> operator.text.equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
