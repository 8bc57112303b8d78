package dev.rsparse.compiler.linalg;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_sgeqrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_sgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_sorgqr;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.Arrays;
import org.bytedeco.openblas.presets.openblas_nolapack;

/// The routines of OpenBLAS, in float but for eigenvectors.
///
/// LAPACK works on column-major matrices. A row-major matrix read that way is its own transpose, so the row space
/// asked for is the column space LAPACK computes, and nothing has to be turned around.
final class OpenBlasAlgebra implements LinearAlgebra {

    @Override
    public Matrix multiply(Matrix a, Matrix b) {
        return multiply(a, false, b, false);
    }

    @Override
    public Matrix multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
        int rows = transposeA ? a.cols() : a.rows();
        int inner = transposeA ? a.rows() : a.cols();
        int cols = transposeB ? b.rows() : b.cols();
        Matrix c = Matrix.zeros(rows, cols);
        // BLAS refuses a leading dimension of 0; the sum over nothing is the zeros that are there already.
        if (c.data().length > 0 && inner > 0) {
            cblas_sgemm(
                    CblasRowMajor,
                    transposeA ? CblasTrans : CblasNoTrans,
                    transposeB ? CblasTrans : CblasNoTrans,
                    rows,
                    cols,
                    inner,
                    1f,
                    a.data(),
                    a.cols(),
                    b.data(),
                    b.cols(),
                    0f,
                    c.data(),
                    c.cols());
        }
        return c;
    }

    @Override
    public void threads(int count) {
        openblas_nolapack.blas_set_num_threads(count);
    }

    @Override
    public Matrix orthonormalRows(Matrix a) {
        float[] basis = a.data().clone();
        float[] reflectorScales = new float[a.rows()];
        requireSuccess(
                "sgeqrf", LAPACKE_sgeqrf(LAPACK_COL_MAJOR, a.cols(), a.rows(), basis, a.cols(), reflectorScales));
        requireSuccess(
                "sorgqr",
                LAPACKE_sorgqr(LAPACK_COL_MAJOR, a.cols(), a.rows(), a.rows(), basis, a.cols(), reflectorScales));
        return new Matrix(a.rows(), a.cols(), basis);
    }

    @Override
    public Matrix rightSingularVectors(Matrix a, int count) {
        int rows = a.rows();
        int cols = a.cols();
        int smaller = Math.min(rows, cols);
        Matrix right = Matrix.zeros(smaller, cols);
        float[] left = Matrix.zeros(rows, smaller).data();
        byte thin = 'S';
        float[] overwritten = a.data().clone();
        float[] singularValues = new float[smaller];
        int info = LAPACKE_sgesdd(
                LAPACK_COL_MAJOR,
                thin,
                cols,
                rows,
                overwritten,
                cols,
                singularValues,
                right.data(),
                cols,
                left,
                smaller);
        if (info > 0) {
            // Divide and conquer very rarely fails to converge on a sound matrix; QL with its safe shifts does not.
            return new JavaAlgebra().rightSingularVectors(a, count);
        }
        requireSuccess("sgesdd", info);
        return right.leadingRows(count);
    }

    @Override
    public double[][] eigenvectors(double[][] symmetric) {
        int size = symmetric.length;
        // Read as column-major, the rows of the result are the vectors; smallest eigenvalue first.
        double[] vectors = new double[Math.multiplyExact(size, size)];
        for (int i = 0; i < size; i++) {
            System.arraycopy(symmetric[i], 0, vectors, i * size, size);
        }
        byte withVectors = 'V';
        byte upper = 'U';
        int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, withVectors, upper, size, vectors, size, new double[size]);
        if (info > 0) {
            return new JavaAlgebra().eigenvectors(symmetric);
        }
        requireSuccess("dsyevd", info);
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[size - 1 - i] = Arrays.copyOfRange(vectors, i * size, (i + 1) * size);
        }
        return rows;
    }

    private static void requireSuccess(String routine, int info) {
        if (info != 0) {
            throw new IllegalStateException("LAPACK " + routine + " refused its argument " + -info);
        }
    }
}
