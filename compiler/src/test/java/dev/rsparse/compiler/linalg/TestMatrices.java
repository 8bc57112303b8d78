package dev.rsparse.compiler.linalg;

import java.util.Random;

/// Matrices whose best low-rank error is known, and the measures that tests compare.
final class TestMatrices {

    private TestMatrices() {}

    static Matrix gaussian(int rows, int cols, long seed) {
        Random random = new Random(seed);
        Matrix result = Matrix.zeros(rows, cols);
        for (int i = 0; i < result.data().length; i++) {
            result.data()[i] = (float) random.nextGaussian();
        }
        return result;
    }

    /// `[rows, cols]` with exactly these singular values, between random bases.
    static Matrix withSingularValues(int rows, int cols, double[] values, long seed) {
        LinearAlgebra algebra = ProviderChoice.once().algebra();
        Matrix left = algebra.orthonormalRows(gaussian(values.length, rows, seed));
        Matrix right = algebra.orthonormalRows(gaussian(values.length, cols, seed + 1));
        for (int i = 0; i < values.length; i++) {
            for (int row = 0; row < rows; row++) {
                left.data()[i * rows + row] *= (float) values[i];
            }
        }
        return algebra.multiply(left.transposed(), right);
    }

    /// Root of the summed squares of `a - b`.
    static double distance(Matrix a, Matrix b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double difference = (double) a.data()[i] - b.data()[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    static double norm(Matrix a) {
        return distance(a, Matrix.zeros(a.rows(), a.cols()));
    }

    /// The error that the Eckart–Young theorem promises for rank `rank`: the root of the other squared values.
    static double optimum(double[] singularValues, int rank) {
        double sum = 0;
        for (int i = rank; i < singularValues.length; i++) {
            sum += singularValues[i] * singularValues[i];
        }
        return Math.sqrt(sum);
    }

    /// All singular values, largest first, by one-sided Jacobi rotations of the rows: slow, plain, and unlike
    /// either provider.
    static double[] singularValues(Matrix a) {
        double[][] rows = Vectors.rows(a.rows() <= a.cols() ? a : a.transposed());
        for (int sweep = 0; sweep < 12; sweep++) {
            for (int i = 0; i < rows.length; i++) {
                for (int j = i + 1; j < rows.length; j++) {
                    makeOrthogonal(rows[i], rows[j]);
                }
            }
        }
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[values.length - 1 - i] = Math.sqrt(Vectors.dot(rows[i], rows[i], 0));
        }
        java.util.Arrays.sort(values);
        for (int i = 0; i < values.length / 2; i++) {
            double other = values[i];
            values[i] = values[values.length - 1 - i];
            values[values.length - 1 - i] = other;
        }
        return values;
    }

    private static void makeOrthogonal(double[] x, double[] y) {
        double xy = Vectors.dot(x, y, 0);
        if (xy == 0) {
            return;
        }
        double angle = Math.atan2(2 * xy, Vectors.dot(x, x, 0) - Vectors.dot(y, y, 0)) / 2;
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        for (int i = 0; i < x.length; i++) {
            double old = x[i];
            x[i] = c * old + s * y[i];
            y[i] = c * y[i] - s * old;
        }
    }
}
