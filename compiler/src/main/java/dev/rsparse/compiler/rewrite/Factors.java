package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import java.util.Arrays;

/// The low-rank term of one thinned linear: `W ≈ u v`, the best product of its rank. The arrays are shared, not
/// copied,
/// so `equals` compares them by identity.
///
/// @param site the path of the linear's weight, such as `layer[3].q`
/// @param rank extent that the factors share; 0 means none
/// @param u `[out, rank]` row-major, columns scaled by the singular values, largest first
/// @param v `[rank, in]` row-major, rows orthonormal
public record Factors(String site, int rank, float[] u, float[] v) {

    /// @throws IllegalArgumentException when the arrays do not divide into `rank` columns and rows
    public Factors {
        boolean whole = rank > 0 ? u.length % rank == 0 && v.length % rank == 0 : u.length == 0 && v.length == 0;
        if (rank < 0 || !whole) {
            throw new IllegalArgumentException(
                    "factors of " + site + ": " + u.length + " and " + v.length + " elements at rank " + rank);
        }
    }

    /// The factors of `weight [out,in]` at `rank`.
    ///
    /// @throws IllegalArgumentException as [TruncatedSvd#factor]; the message names the site
    public static Factors of(String site, Matrix weight, int rank, TruncatedSvd svd) {
        try {
            TruncatedSvd.Factorization factors = svd.factor(weight, rank);
            return new Factors(site, rank, factors.u().data(), factors.v().data());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("weight of " + site + ": " + e.getMessage(), e);
        }
    }

    /// The best product of the smaller rank `smaller`: the leading columns of `u` and rows of `v`. This record itself
    /// when nothing is cut.
    ///
    /// @throws IllegalArgumentException when `smaller` is negative or above `rank`
    public Factors toRank(int smaller) {
        if (smaller < 0 || smaller > rank) {
            throw new IllegalArgumentException(
                    "factors of " + site + " have rank " + rank + " and cannot be cut to " + smaller);
        }
        if (smaller == rank) {
            return this;
        }
        int out = u.length / rank;
        float[] columns = new float[out * smaller];
        for (int row = 0; row < out; row++) {
            System.arraycopy(u, row * rank, columns, row * smaller, smaller);
        }
        return new Factors(site, smaller, columns, Arrays.copyOf(v, v.length / rank * smaller));
    }
}
