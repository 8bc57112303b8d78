package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Determinants of the square matrices that the last two axes hold. Floats; computed as doubles by elimination with
/// the largest pivot of each column. ONNX Det-11,-22.
public final class Det implements Operator {

    private double[] matrix = {};
    private int[] dims = {};

    public Det(Settings settings) {}

    /// Writes a number for each matrix.
    public void run(Tensor x, Tensor out) {
        Checks.floats("Det", "X", x);
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new IllegalArgumentException("Det: X " + x + " does not hold square matrices");
        }
        int lead = x.rank() - 2;
        int size = x.dim(-1);
        dims = dims.length < lead ? new int[lead] : dims;
        for (int axis = 0; axis < lead; axis++) {
            dims[axis] = x.dim(axis);
        }
        out.shape(x.type(), dims, lead);
        if (matrix.length < size * size) {
            matrix = new double[size * size];
        }
        for (int i = 0; i < out.count(); i++) {
            for (int k = 0; k < size * size; k++) {
                matrix[k] = x.number(i * size * size + k);
            }
            out.setNumber(i, determinant(size));
        }
    }

    private double determinant(int size) {
        double product = 1;
        for (int column = 0; column < size; column++) {
            int pivot = column;
            for (int row = column + 1; row < size; row++) {
                boolean larger = Math.abs(matrix[row * size + column]) > Math.abs(matrix[pivot * size + column]);
                pivot = larger ? row : pivot;
            }
            double value = matrix[pivot * size + column];
            if (value == 0) {
                return 0;
            }
            product *= pivot == column ? value : -value;
            for (int k = column; k < size; k++) {
                double kept = matrix[pivot * size + k];
                matrix[pivot * size + k] = matrix[column * size + k];
                matrix[column * size + k] = kept;
            }
            eliminate(size, column);
        }
        return product;
    }

    private void eliminate(int size, int column) {
        for (int row = column + 1; row < size; row++) {
            double factor = matrix[row * size + column] / matrix[column * size + column];
            for (int k = column; k < size; k++) {
                matrix[row * size + k] -= factor * matrix[column * size + k];
            }
        }
    }
}
