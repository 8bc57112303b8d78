package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;

/// Euclidean norms of the columns of a weight: the factors that R-Sparse scores are scaled by.
public final class ColumnNorms {

    private ColumnNorms() {}

    /// The norm of each column of `tensor [out,in]` to the power `gamma`, summed in double: `in` numbers.
    public static float[] of(WeightSource weights, String tensor, double gamma) {
        TensorType type = weights.find(tensor).orElseThrow();
        int in = type.size(1);
        float[] row = new float[in];
        double[] squares = new double[in];
        for (int o = 0; o < type.size(0); o++) {
            weights.read(tensor, (long) o * in, row, 0, in);
            for (int j = 0; j < in; j++) {
                squares[j] += (double) row[j] * row[j];
            }
        }
        for (int j = 0; j < in; j++) {
            row[j] = (float) Math.pow(squares[j], gamma / 2);
        }
        return row;
    }
}
