package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What [SparseProduct] does, for doubles: sums are taken in the order of channels, then of the rows of `U`.
final class PlainSparseProduct {

    private double[] middle = {};

    /// Writes `y` of tensors of doubles that go together.
    void run(Tensor x, Tensor w, Tensor c, Tensor t, Tensor v, Tensor u, Tensor y) {
        int rank = v.dim(1);
        if (middle.length < rank) {
            middle = new double[rank];
        }
        double[] out = y.doubles();
        int depth = w.dim(0);
        int columns = w.dim(1);
        for (int row = 0; row < x.count(0, x.rank() - 1); row++) {
            int to = row * columns;
            Arrays.fill(out, to, to + columns, 0);
            Arrays.fill(middle, 0, rank, 0);
            boolean finite = true;
            for (int j = 0; j < depth; j++) {
                double value = x.doubles()[row * depth + j];
                finite &= Double.isFinite(value);
                float scale = c.floats()[c.count() == 1 ? 0 : j];
                if (Math.abs((float) value) * scale > t.floats()[0]) {
                    add(w.doubles(), j * columns, value, columns, out, to);
                } else {
                    add(v.doubles(), j * rank, value, rank, middle, 0);
                }
            }
            for (int r = 0; r < rank; r++) {
                add(u.doubles(), r * columns, middle[r], columns, out, to);
            }
            if (!finite) {
                Arrays.fill(out, to, to + columns, Double.NaN);
            }
        }
    }

    private static void add(double[] matrix, int at, double factor, int columns, double[] out, int to) {
        for (int j = 0; j < columns; j++) {
            out[to + j] += factor * matrix[at + j];
        }
    }
}
