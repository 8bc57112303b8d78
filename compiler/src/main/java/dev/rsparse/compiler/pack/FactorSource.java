package dev.rsparse.compiler.pack;

/// Where the packer finds the low-rank factors of a thinned linear.
@FunctionalInterface
public interface FactorSource {

    /// `U [out,rank]` row-major with the singular values folded in, and `V [rank,in]` row-major.
    record Factor(float[] u, float[] v) {}

    /// The factors of the linear whose weight is bound to `site`, truncated to `rank`.
    Factor factor(String site, int rank);

    /// For programs without low-rank terms.
    static FactorSource none() {
        return (site, rank) -> {
            throw new IllegalStateException("no factors for " + site + " at rank " + rank);
        };
    }
}
