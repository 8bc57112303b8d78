package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;

/// How much one unit of each gate may come to: the factors of the scores by which rows of `up` are skipped.
public final class NormProducts {

    private NormProducts() {}

    /// `(||up[i,:]|| * ||down[:,i]||)^gamma` with Euclidean norms, summed in double: a number for each row of `up
    /// [inner,in]`, which are the columns of `down [out,inner]`.
    public static float[] of(WeightSource weights, String up, String down, double gamma) {
        TensorType type = weights.find(up).orElseThrow();
        int in = type.size(1);
        float[] products = ColumnNorms.of(weights, down, 1);
        float[] row = new float[in];
        for (int i = 0; i < products.length; i++) {
            weights.read(up, (long) i * in, row, 0, in);
            double squares = 0;
            for (float element : row) {
                squares += (double) element * element;
            }
            products[i] = (float) Math.pow(Math.sqrt(squares) * products[i], gamma);
        }
        return products;
    }
}
