package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.Comparator;

/// A way to thin one linear, before it is said how much.
///
/// @param site path of the linear's weight
/// @param gamma exponent of the norms in the score
/// @param split share of the kept bytes spent on channels, 1 for no low-rank term
public record Choice(String site, Skip skip, double gamma, double split) implements Comparable<Choice> {

    private static final Comparator<Choice> ORDER = Comparator.comparing(Choice::site)
            .thenComparing(Choice::skip)
            .thenComparingDouble(Choice::gamma)
            .thenComparingDouble(Choice::split);

    @Override
    public int compareTo(Choice other) {
        return ORDER.compare(this, other);
    }

    /// Plain thinning by columns.
    public static Choice columns(String site, double gamma) {
        return new Choice(site, Skip.COLUMNS, gamma, 1);
    }

    /// Skipping rows.
    public static Choice rows(String site, double gamma) {
        return new Choice(site, Skip.ROWS, gamma, 1);
    }

    /// The same way for another linear.
    Choice of(String other) {
        return new Choice(other, skip, gamma, split);
    }

    /// The same scores without a low-rank term: choices of one such choice share their score distribution.
    Choice scores() {
        return new Choice(site, skip, gamma, 1);
    }
}
