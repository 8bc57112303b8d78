package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.grammar.Span;
import java.util.Optional;

/// One condition of an `assert`: a figure that must lie between two others.
///
/// @param least the least it may be
/// @param most the most it may be; infinite when there is no bound
/// @param span the condition in the source
public record Assertion(Quantity quantity, double least, double most, Span span) {

    /// Sums of many shares do not meet a bound to the last bit.
    private static final double ROUNDING = 1e-9;

    /// What can be asserted of a policy, see [PolicyFigures].
    public enum Quantity {
        SITES("sites"),
        MEAN_SPARSITY("mean sparsity"),
        KEPT_BYTES("kept bytes");

        private final String text;

        Quantity(String text) {
            this.text = text;
        }

        /// The words used in `.rsp` files.
        public String text() {
            return text;
        }

        double of(PolicyFigures figures) {
            return switch (this) {
                case SITES -> figures.sites();
                case MEAN_SPARSITY -> figures.meanSparsity();
                case KEPT_BYTES -> figures.keptBytes();
            };
        }

        String print(double value) {
            return this == SITES ? Long.toString((long) value) : Shares.text(value);
        }
    }

    /// Whether what a search chooses can decide it.
    boolean dependsOnSearch() {
        return quantity != Quantity.SITES;
    }

    /// What to tell the user when `figures` are not as asserted.
    public Optional<Diagnostic> failure(String policy, PolicyFigures figures) {
        double found = quantity.of(figures);
        if (found >= least - ROUNDING && found <= most + ROUNDING) {
            return Optional.empty();
        }
        String is = quantity.print(found);
        return Optional.of(Diagnostic.at(
                span,
                Code.ASSERTION,
                "policy '" + policy + "' has " + quantity.text() + " " + is + ", asserted to be " + bounds(),
                "is " + is));
    }

    private String bounds() {
        if (least == most) {
            return quantity.print(least);
        }
        if (least <= 0) {
            return "at most " + quantity.print(most);
        }
        // A share is at most 1 anyway.
        boolean open = most == Double.POSITIVE_INFINITY;
        return open ? "at least " + quantity.print(least) : quantity.print(least) + " to " + quantity.print(most);
    }
}
