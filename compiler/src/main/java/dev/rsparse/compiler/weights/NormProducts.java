package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.TensorType;

/// How much one unit of each gate may come to: the factors of the scores by which rows of `up` are skipped.
public final class NormProducts {

    private NormProducts() {}

    /// `(r_i * ||down[:,i]||)^gamma`: a number for each row of `up [inner,in]`, which are the columns of `down
    /// [out,inner]`. `r_i` is the usual size of output `i` where it was measured, see [RowScales], and else the
    /// Euclidean norm of row `i`. Norms are summed in double.
    ///
    /// @param site path of the weight `up`
    public static float[] of(WeightSource weights, String site, String up, String down, double gamma) {
        float[] columns = ColumnNorms.of(weights, down, 1);
        double[] rows = rows(weights, site, up, columns.length);
        float[] products = new float[columns.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = (float) Math.pow(rows[i] * columns[i], gamma);
        }
        return products;
    }

    private static double[] rows(WeightSource weights, String site, String up, int inner) {
        boolean measured = weights.find(RowScales.name(site)).isPresent();
        return measured ? scales(weights, RowScales.name(site), inner) : norms(weights, up, inner);
    }

    private static double[] scales(WeightSource weights, String name, int inner) {
        float[] read = new float[inner];
        weights.read(name, 0, read, 0, inner);
        double[] scales = new double[inner];
        for (int i = 0; i < inner; i++) {
            scales[i] = read[i];
        }
        return scales;
    }

    private static double[] norms(WeightSource weights, String up, int inner) {
        TensorType type = weights.find(up).orElseThrow();
        int in = type.size(1);
        float[] row = new float[in];
        double[] norms = new double[inner];
        for (int i = 0; i < inner; i++) {
            weights.read(up, (long) i * in, row, 0, in);
            double squares = 0;
            for (float element : row) {
                squares += (double) element * element;
            }
            norms[i] = Math.sqrt(squares);
        }
        return norms;
    }
}
