package dev.rsparse.grammar;

import java.util.List;

/// One step of a graph.
public sealed interface Statement {

    Span span();

    /// `name = value;`: names a value, or gives a name a new value.
    record Assignment(Name name, Expression value, Span span) implements Statement {}

    /// `repeat variable in from..to as scope[index] { body }`, with `to` outside the range.
    record Repeat(
            Name variable, Expression from, Expression to, Name scope, Name index, List<Statement> body, Span span)
            implements Statement {
        public Repeat {
            body = List.copyOf(body);
        }
    }
}
