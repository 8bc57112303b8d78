package dev.rsparse.compiler.linalg;

/// Loops over vectors of doubles, and the way between them and a [Matrix].
final class Vectors {

    private Vectors() {}

    /// The rows of `a`, widened.
    static double[][] rows(Matrix a) {
        double[][] rows = new double[a.rows()][a.cols()];
        for (int row = 0; row < a.rows(); row++) {
            for (int col = 0; col < a.cols(); col++) {
                rows[row][col] = a.get(row, col);
            }
        }
        return rows;
    }

    /// The rows, each of length `cols`, rounded to float.
    static Matrix toMatrix(double[][] rows, int cols) {
        Matrix result = Matrix.zeros(rows.length, cols);
        for (int row = 0; row < rows.length; row++) {
            for (int col = 0; col < cols; col++) {
                result.data()[row * cols + col] = (float) rows[row][col];
            }
        }
        return result;
    }

    /// Sum of `x[i] * y[i]` from `start` on. Four sums side by side, because one alone waits out the latency of
    /// every addition; the compiler may not reorder a floating-point sum by itself.
    static double dot(double[] x, double[] y, int start) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = start;
        for (; i + 3 < x.length; i += 4) {
            sum0 += x[i] * y[i];
            sum1 += x[i + 1] * y[i + 1];
            sum2 += x[i + 2] * y[i + 2];
            sum3 += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            sum0 += x[i] * y[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    /// `to += factor * from` from `start` on.
    static void addScaled(double factor, double[] from, double[] to, int start) {
        for (int i = start; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }

    /// Sum of `factors[i] * rows[i]`, of length `length`.
    static double[] combine(double[] factors, double[][] rows, int length) {
        double[] sum = new double[length];
        for (int i = 0; i < rows.length; i++) {
            addScaled(factors[i], rows[i], sum, 0);
        }
        return sum;
    }
}
