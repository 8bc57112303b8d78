package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Span;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What a policy leaves to a search: which linears, within what bounds, to what end.
///
/// @param sites paths of the linears' weights, in graph order; all of them are thinned by the policy
/// @param lowest least sparsity of a linear, 0..0.99; one may also stay dense
/// @param highest greatest sparsity of a linear, 0..0.99
/// @param splits what the share of the kept bytes spent on channels may be; rows are always skipped with 1
/// @param skips what may be left out of a weight; rows only of linears that have rows to skip
/// @param budget share of the linears' bytes that is kept, all together
/// @param objective what the search makes small
/// @param search how it goes about it
/// @param span the selector in the source
public record TuneSpec(
        List<String> sites,
        double lowest,
        double highest,
        List<Double> splits,
        Set<Skip> skips,
        double budget,
        Objective objective,
        Search search,
        Span span) {

    /// Sparsities on a grid come close to a bound and need not meet it.
    private static final double ROUNDING = 1e-9;

    /// What a search makes small.
    public enum Objective {
        /// Perplexity of the text.
        PERPLEXITY,
        /// Divergence of the next token's distribution from the dense model's.
        KL;

        /// The name used in `.rsp` files.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the budget is shared out.
    public enum Search {
        /// By what each linear costs alone, from the Fisher information.
        ALLOCATE,
        /// By trying changes of a plan on the text.
        EVOLVE,
        /// The same sparsity everywhere.
        UNIFORM,
        /// Greedily by block (TEAL, arXiv:2408.14690).
        TEAL,
        /// The same sparsity everywhere, by scores that count the weights (WINA, arXiv:2505.19427).
        WINA,
        /// Rows of the gated product alone (CATS, arXiv:2404.08763).
        CATS;

        /// The name used in `.rsp` files.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The exponent of the norms in the scores: a recipe's own, or else the policy's.
        ///
        /// @param policys what the policy says
        public double gamma(double policys) {
            return switch (this) {
                case WINA -> 1;
                case CATS -> 0;
                case ALLOCATE, EVOLVE, UNIFORM, TEAL -> policys;
            };
        }
    }

    public TuneSpec {
        sites = List.copyOf(sites);
        splits = List.copyOf(splits);
        skips = Collections.unmodifiableSet(new TreeSet<>(skips));
    }

    /// The same to be decided by another search.
    public TuneSpec by(Search other) {
        return new TuneSpec(sites, lowest, highest, splits, skips, budget, objective, other, span);
    }

    /// Whether a search within these bounds may have chosen the figures of `thinning`; its rank, score, threshold and
    /// phase are not looked at.
    public boolean allows(Thinning thinning) {
        boolean split = thinning.skip() == Skip.ROWS ? thinning.split() == 1 : splits.contains(thinning.split());
        return split
                && skips.contains(thinning.skip())
                && thinning.sparsity() >= lowest - ROUNDING
                && thinning.sparsity() <= highest + ROUNDING;
    }

    /// The share of the linears' bytes that is left out, `1 - budget` as a decimal: 0.3 for 0.7.
    public double meanSparsity() {
        return complement(budget);
    }

    /// `1 - share` without the last bits that binary fractions leave.
    static double complement(double share) {
        return BigDecimal.ONE.subtract(BigDecimal.valueOf(share)).doubleValue();
    }
}
