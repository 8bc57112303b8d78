package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// A number, a tensor or a text, as written.
public sealed interface Expression {

    Span span();

    /// An integer that fits 64 bits.
    record Whole(long value, Span span) implements Expression {}

    /// A number with a fraction or an exponent, or an integer too large for 64 bits.
    record Real(double value, Span span) implements Expression {}

    /// A text between quotes; there are no escapes.
    record Text(String value, Span span) implements Expression {}

    record Reference(Name name) implements Expression {
        @Override
        public Span span() {
            return name.span();
        }
    }

    record Negation(Expression operand, Span span) implements Expression {}

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
        DIVIDE("/");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /// The operator as written.
        public String text() {
            return text;
        }
    }
}
