package dev.rsparse.compiler.ir;

import dev.rsparse.grammar.Span;

/// Where a node comes from.
///
/// @param scope path of the enclosing `repeat` instance, such as `layer[3]`; empty at the top of the graph
/// @param span the expression that made the node
public record Origin(String scope, Span span) {

    /// For graphs that no source text made.
    public static final Origin NONE = new Origin("", Span.NONE);
}
