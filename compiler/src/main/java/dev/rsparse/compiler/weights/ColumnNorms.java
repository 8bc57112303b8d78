package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;
import java.util.List;

/// Euclidean norms of the columns of a weight: the factors that R-Sparse scores are scaled by.
public final class ColumnNorms {

    private ColumnNorms() {}

    /// The norm of each column of `tensor [out,in]` to the power `gamma`, summed in double: `in` numbers.
    public static float[] of(WeightSource weights, String tensor, double gamma) {
        return of(weights, List.of(tensor), gamma);
    }

    /// The same of several matrices one above the other, which must have as many columns each.
    public static float[] of(WeightSource weights, List<String> tensors, double gamma) {
        double[] squares =
                new double[weights.find(tensors.getFirst()).orElseThrow().size(1)];
        tensors.forEach(tensor -> addSquares(weights, tensor, squares));
        float[] norms = new float[squares.length];
        for (int j = 0; j < norms.length; j++) {
            norms[j] = (float) Math.pow(squares[j], gamma / 2);
        }
        return norms;
    }

    private static void addSquares(WeightSource weights, String tensor, double[] squares) {
        TensorType type = weights.find(tensor).orElseThrow();
        float[] row = new float[squares.length];
        for (int o = 0; o < type.size(0); o++) {
            weights.read(tensor, (long) o * row.length, row, 0, row.length);
            for (int j = 0; j < row.length; j++) {
                squares[j] += (double) row[j] * row[j];
            }
        }
    }
}
