package dev.rsparse.compiler.linalg;

/// The few dense routines that factors and bases are made with. Both providers answer every call alike up to rounding
/// and
/// up to the choice of basis inside a space that the matrix leaves free (equal or zero singular values).
public sealed interface LinearAlgebra permits OpenBlasAlgebra, JavaAlgebra {

    /// `A B`, `[m,k] x [k,n] -> [m,n]`, summed in float (BLAS `sgemm`).
    Matrix multiply(Matrix a, Matrix b);

    /// `op(A) op(B)`, where `op` is the transpose if asked for; `[m,k] x [k,n] -> [m,n]` after it, summed in float.
    Matrix multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB);

    /// How many threads one product may use from here on, in the whole process: 1 where the caller shares out whole
    /// products to threads of its own.
    void threads(int count);

    /// An orthonormal basis whose first `i` rows span the first `i` rows of `a`, for every `i`; `[l,n] -> [l,n]`
    /// with `l <= n`. Dependent rows are completed to a full orthonormal set.
    Matrix orthonormalRows(Matrix a);

    /// The right singular vectors of the `count` largest singular values, largest first, as orthonormal rows
    /// `[count, cols]`; `count <= min(rows, cols)`. Signs are arbitrary.
    Matrix rightSingularVectors(Matrix a, int count);

    /// All eigenvectors of a symmetric matrix as orthonormal rows, that of the largest eigenvalue first; in double
    /// throughout (LAPACK `dsyevd`). Signs are arbitrary.
    ///
    /// @param symmetric its rows; may be overwritten
    double[][] eigenvectors(double[][] symmetric);
}
