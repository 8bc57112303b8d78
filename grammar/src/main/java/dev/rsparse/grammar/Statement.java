package dev.rsparse.grammar;

import java.util.List;

/// One step of a graph.
public sealed interface Statement {

    Span span();

    /// `name = value;`: names a value, or gives a name a new value; `a, b = value;` names each of several.
    ///
    /// @param names at least one
    record Assignment(List<Name> names, Expression value, Span span) implements Statement {
        public Assignment {
            names = List.copyOf(names);
        }
    }

    /// `repeat variable in from..to as scope[index] { body }`, with `to` outside the range.
    record Repeat(
            Name variable, Expression from, Expression to, Name scope, Name index, List<Statement> body, Span span)
            implements Statement {
        public Repeat {
            body = List.copyOf(body);
        }
    }
}
