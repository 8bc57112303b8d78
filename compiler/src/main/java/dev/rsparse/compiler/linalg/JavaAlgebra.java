package dev.rsparse.compiler.linalg;

import java.util.stream.IntStream;

/// The same routines in plain Java, for machines that OpenBLAS has no natives for.
///
/// Singular vectors come from the eigenvectors of the smaller Gram matrix, formed in double: squaring costs half of
/// double's 16 digits, which leaves the 8 that a float matrix has. Products run over blocks that stay in the cache,
/// in parallel; every element is summed in one fixed order, so the result does not depend on the number of threads.
final class JavaAlgebra implements LinearAlgebra {

    /// 64 x 512 floats of B are 128 KiB: they stay in a second-level cache while every row of a block passes.
    private static final int INNER_BLOCK = 64;

    private static final int COLUMN_BLOCK = 512;
    private static final int ROW_BLOCK = 64;

    @Override
    public Matrix multiply(Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(a.rows(), b.cols());
        int rowBlocks = Math.ceilDiv(a.rows(), ROW_BLOCK);
        int columnBlocks = Math.ceilDiv(b.cols(), COLUMN_BLOCK);
        IntStream.range(0, rowBlocks * columnBlocks)
                .parallel()
                .forEach(block ->
                        multiplyBlock(a, b, c, block / columnBlocks * ROW_BLOCK, block % columnBlocks * COLUMN_BLOCK));
        return c;
    }

    private static void multiplyBlock(Matrix a, Matrix b, Matrix c, int firstRow, int firstCol) {
        int endRow = Math.min(firstRow + ROW_BLOCK, a.rows());
        int width = Math.min(COLUMN_BLOCK, b.cols() - firstCol);
        for (int firstInner = 0; firstInner < a.cols(); firstInner += INNER_BLOCK) {
            int endInner = Math.min(firstInner + INNER_BLOCK, a.cols());
            for (int row = firstRow; row < endRow; row++) {
                for (int inner = firstInner; inner < endInner; inner++) {
                    addScaled(
                            a.get(row, inner),
                            b.data(),
                            inner * b.cols() + firstCol,
                            c.data(),
                            row * c.cols() + firstCol,
                            width);
                }
            }
        }
    }

    private static void addScaled(float factor, float[] from, int fromStart, float[] to, int toStart, int count) {
        for (int i = 0; i < count; i++) {
            to[toStart + i] += factor * from[fromStart + i];
        }
    }

    @Override
    public Matrix multiply(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
        return multiply(transposeA ? a.transposed() : a, transposeB ? b.transposed() : b);
    }

    @Override
    public void threads(int count) {
        // Blocks go to the common pool, which callers on several threads share.
    }

    @Override
    public Matrix orthonormalRows(Matrix a) {
        return Vectors.toMatrix(Householder.orthonormalRows(Vectors.rows(a)), a.cols());
    }

    @Override
    public Matrix rightSingularVectors(Matrix a, int count) {
        // The Gram matrix over columns has the wanted vectors as its eigenvectors.
        if (a.cols() <= a.rows()) {
            return Vectors.toMatrix(SymmetricEigen.largest(gramOfRows(Vectors.rows(a.transposed())), count), a.cols());
        }
        // The Gram matrix over rows has the left ones: they map A onto the wanted rows, each scaled by its singular
        // value. Orthonormalising largest first keeps the sound rows and completes those of singular value zero.
        double[][] rows = Vectors.rows(a);
        double[][] left = SymmetricEigen.largest(gramOfRows(rows), count);
        double[][] scaled = IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> Vectors.combine(left[i], rows, a.cols()))
                .toArray(double[][]::new);
        return Vectors.toMatrix(Householder.orthonormalRows(scaled), a.cols());
    }

    @Override
    public double[][] eigenvectors(double[][] symmetric) {
        return SymmetricEigen.largest(symmetric, symmetric.length);
    }

    private static double[][] gramOfRows(double[][] rows) {
        double[][] gram = new double[rows.length][rows.length];
        IntStream.range(0, rows.length).parallel().forEach(i -> {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(rows[i], rows[j], 0);
            }
        });
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }
}
