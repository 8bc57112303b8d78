package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

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
    ///
    /// @param scope the weights that the body calls by their own names, if it does
    record Repeat(Name variable, Expression from, Expression to, Optional<Scope> scope, List<Statement> body, Span span)
            implements Statement {
        public Repeat {
            body = List.copyOf(body);
        }
    }

    /// `layer[i]`: the weights bound for one index each.
    record Scope(Name name, Name index) {}
}
