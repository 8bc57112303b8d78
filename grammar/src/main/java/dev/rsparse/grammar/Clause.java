package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// One clause of a `tune`: `search sparsity in 0%..90%`, `budget mean 50%`, `objective kl`.
///
/// @param words what it opens with, one or two
public record Clause(List<Name> words, Optional<Domain> domain, Span span) {

    public Clause {
        words = List.copyOf(words);
    }

    /// What the words of a clause may be.
    public sealed interface Domain {

        Span span();

        /// `50%`.
        record Exactly(Property.Value.Number number) implements Domain {
            @Override
            public Span span() {
                return number.span();
            }
        }

        /// `in 0%..90%`, both ends in it.
        record Range(Property.Value.Number from, Property.Value.Number to, Span span) implements Domain {}

        /// `in {1.0, 0.95}`.
        record Choices(List<Property.Value> values, Span span) implements Domain {
            public Choices {
                values = List.copyOf(values);
            }
        }
    }
}
