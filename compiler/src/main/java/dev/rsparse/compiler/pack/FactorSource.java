package dev.rsparse.compiler.pack;

import dev.rsparse.compiler.rewrite.Factors;

/// Where the packer finds the low-rank factors of a thinned linear.
@FunctionalInterface
public interface FactorSource {

    /// The factors of the linear whose weight is bound to `site`, cut to `rank`.
    Factors factors(String site, int rank);

    /// For programs without low-rank terms.
    static FactorSource none() {
        return (site, rank) -> {
            throw new IllegalStateException("no factors for " + site + " at rank " + rank);
        };
    }
}
