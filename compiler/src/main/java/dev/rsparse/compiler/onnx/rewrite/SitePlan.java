package dev.rsparse.compiler.onnx.rewrite;

import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.rewrite.Budget;
import java.util.OptionalInt;

/// How one site is to be thinned.
///
/// @param site the linear
/// @param budget what it may read of each vector
/// @param gamma exponent of the norms that scores are scaled by; 0 for plain magnitudes
public record SitePlan(Site site, Budget budget, double gamma) {

    /// The plan that R-Sparse makes of a sparsity and a split: scores are scaled by norms where a low-rank
    /// product takes what they rank low.
    ///
    /// @throws IllegalArgumentException when an argument is outside its range, see [Budget]
    public static SitePlan of(Site site, double sparsity, double split) {
        return of(site, sparsity, split, OptionalInt.empty(), split == 1 ? 0 : 1);
    }

    /// The same with a rank, if one is given, and an exponent.
    ///
    /// @throws IllegalArgumentException when an argument is outside its range, see [Budget]
    public static SitePlan of(Site site, double sparsity, double split, OptionalInt rank, double gamma) {
        int in = Math.toIntExact(site.in());
        int out = Math.toIntExact(site.out());
        return new SitePlan(site, Budget.of(in, out, sparsity, split, rank), gamma);
    }
}
