package dev.rsparse.compiler.rewrite;

import java.util.OptionalInt;

/// What one linear `[out,in]` may read per token, from its sparsity `s` and split `rho` (R-Sparse, arXiv:2504.19449,
/// section 3.3, with the linear's true shape; the reference code takes k and v of grouped-query attention as square).
///
/// @param channels input channels the budget pays for, `max(int(in * (1-s) * rho), 1)`; a threshold keeps about as
///     many
/// @param rank rank of the low-rank term; 0 means none
/// @param quantile share of the calibration scores that the threshold stands at or above, `1 - (1-s) * rho`
/// @param nominalKeptShare weight elements read per token by channels and factors, as a share of `in * out`, when
///     exactly the share `1 - quantile` of the channels is kept
public record Budget(int channels, int rank, double quantile, double nominalKeptShare) {

    /// The budget with the rank the paper gives:
    /// `rho == 1 ? 0 : max(int((in*out*(1-s) - channels*out) / (in+out)), 1)`.
    ///
    /// @param in extent of the input, at least 1
    /// @param out extent of the output, at least 1
    /// @param sparsity the paper's s, 0..1
    /// @param split the paper's rho, 0..1
    /// @throws IllegalArgumentException when an argument is outside its range
    public static Budget of(int in, int out, double sparsity, double split) {
        return of(in, out, sparsity, split, OptionalInt.empty());
    }

    /// The same with `rank`, if given, in place of the paper's; it may be anything in `0..min(in, out)`.
    public static Budget of(int in, int out, double sparsity, double split, OptionalInt rank) {
        require(in >= 1 && out >= 1, "a linear of shape [" + out + "," + in + "] has nothing to thin");
        require(sparsity >= 0 && sparsity <= 1, "sparsity " + sparsity + " is not in 0..1");
        require(split >= 0 && split <= 1, "split " + split + " is not in 0..1");
        // The order of the operations is the reference's: another one rounds to other integers.
        int channels = Math.max((int) (in * (1 - sparsity) * split), 1);
        int usedRank = rank.orElseGet(() -> paperRank(in, out, sparsity, split, channels));
        require(
                usedRank >= 0 && usedRank <= Math.min(in, out),
                "rank " + usedRank + " is not in 0.." + Math.min(in, out) + " for a linear of shape [" + out + "," + in
                        + "]");
        double keptChannels = (1 - sparsity) * split;
        double keptFactors = usedRank * ((double) in + out) / ((double) in * out);
        return new Budget(channels, usedRank, 1 - keptChannels, keptChannels + keptFactors);
    }

    private static int paperRank(int in, int out, double sparsity, double split, int channels) {
        if (split == 1) {
            return 0;
        }
        double elements = (double) in * out * (1 - sparsity) - (double) channels * out;
        return Math.max((int) (elements / ((double) in + out)), 1);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
