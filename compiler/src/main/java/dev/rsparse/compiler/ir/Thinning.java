package dev.rsparse.compiler.ir;

import java.util.List;
import java.util.Locale;

/// How one linear of shape `[out,in]` is thinned at run time (R-Sparse, arXiv:2504.19449, section 3).
///
/// With [Skip#COLUMNS], channel `j` of input `x` is kept when `|x_j| * c_j > threshold`; the others go through the
/// rank-`rank` product. `c_j` is the Euclidean norm of column `j` to the power `gamma`.
///
/// With [Skip#ROWS], output `i` is computed when `|silu(gate_i)| * c_i > threshold`, and 0 otherwise. `c_i` is the
/// product of the usual size of output `i` and the Euclidean norm of the column that reads it, to the power `gamma`;
/// where nothing was measured, the norm of row `i` stands for the usual size. There is no low-rank term.
///
/// @param skip what of the weight is not read
/// @param sparsity share of the linear's bytes that is not read, 0..1
/// @param split share of the kept bytes spent on channels (the paper's rho), 0..1; 1 means no low-rank term
/// @param rank rank of the low-rank term; 0 means none
/// @param gamma exponent of the norms in the score: 0 for plain magnitudes, 1 for the paper's
/// @param threshold scores strictly above it keep their channel
/// @param phase which tokens are thinned
/// @param stack paths of the linears whose columns, one above the other, are those that `c_j` is the norm of; empty
///     for the linear's own
public record Thinning(
        Skip skip,
        double sparsity,
        double split,
        int rank,
        double gamma,
        float threshold,
        Phase phase,
        List<String> stack) {

    public Thinning {
        stack = List.copyOf(stack);
    }

    /// Thinning by the norms of the linear alone.
    public Thinning(Skip skip, double sparsity, double split, int rank, double gamma, float threshold, Phase phase) {
        this(skip, sparsity, split, rank, gamma, threshold, phase, List.of());
    }

    /// What of a weight is not read.
    public enum Skip {
        /// The columns of input channels that are small.
        COLUMNS,
        /// The rows of outputs that a small gate multiplies.
        ROWS;

        /// The name used in `.rsp` files.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Thinning by input channels.
    public static Thinning columns(
            double sparsity, double split, int rank, double gamma, float threshold, Phase phase) {
        return new Thinning(Skip.COLUMNS, sparsity, split, rank, gamma, threshold, phase);
    }

    /// Whether scores are scaled by norms.
    public boolean scaled() {
        return gamma != 0;
    }

    /// The same with another threshold.
    public Thinning withThreshold(float changed) {
        return new Thinning(skip, sparsity, split, rank, gamma, changed, phase, stack);
    }

    /// The same scored by the columns of several linears, so that all of them keep the same channels.
    public Thinning withStack(List<String> paths) {
        return new Thinning(skip, sparsity, split, rank, gamma, threshold, phase, paths);
    }
}
