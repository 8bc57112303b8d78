package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// Names a set of sites: `layer[*].{q,k}` those paths, `op(linear) in layer[*]` every linear under those paths.
///
/// @param criterion what is looked at beside the path
/// @param path where; empty, with a criterion, for everywhere
/// @param where what must hold of a site besides
public record Selector(Optional<Criterion> criterion, List<Segment> path, Optional<Expression> where, Span span) {

    public Selector {
        path = List.copyOf(path);
    }

    /// `op(linear)`, `weight("*.q_proj.weight")`.
    ///
    /// @param property the word before the bracket
    /// @param value the word or text in it
    /// @param quoted whether it is a text
    public record Criterion(Name property, Name value, boolean quoted) {}

    /// One step of a path.
    ///
    /// @param names what it may be called; empty for `*`, which is any name
    /// @param index the bracket behind it
    public record Segment(List<Name> names, Optional<Index> index, Span span) {
        public Segment {
            names = List.copyOf(names);
        }
    }

    /// What stands in the bracket of a segment.
    public sealed interface Index {

        /// `[*]`.
        record Every() implements Index {}

        /// `[3]`.
        record One(Expression value) implements Index {}

        /// `[0..2]`: half open like the range of a `repeat`, so 0 and 1.
        record Range(Expression from, Expression to) implements Index {}
    }
}
