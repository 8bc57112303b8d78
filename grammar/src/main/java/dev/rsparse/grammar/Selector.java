package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// Names a set of sites: `layer[*].{q,k}` those paths, `op(linear) in layer[*]` every linear under those paths.
public record Selector(Optional<Operation> operation, List<Segment> path, Span span) {

    public Selector {
        path = List.copyOf(path);
    }

    /// `op(linear) in`.
    ///
    /// @param property the word before the bracket; only `op` has a meaning
    public record Operation(Name property, Name name) {}

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
