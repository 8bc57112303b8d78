package dev.rsparse.grammar;

import java.util.List;

/// One condition of an `assert`.
public sealed interface Condition {

    /// What is looked at: one word or two.
    List<Name> words();

    Span span();

    /// `sites == 7 * L`, `kept bytes <= 50%`.
    ///
    /// @param percent whether a percent sign follows the value
    record Compared(List<Name> words, Comparison comparison, Expression value, boolean percent, Span span)
            implements Condition {
        public Compared {
            words = List.copyOf(words);
        }
    }

    /// `mean sparsity in 48%..52%`, both ends in it.
    record Within(List<Name> words, Clause.Domain.Range range, Span span) implements Condition {
        public Within {
            words = List.copyOf(words);
        }
    }

    /// How a value is compared.
    enum Comparison {
        EQUAL("=="),
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        /// The comparison as written.
        public String text() {
            return text;
        }
    }
}
