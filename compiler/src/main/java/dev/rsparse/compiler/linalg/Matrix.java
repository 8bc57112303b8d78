package dev.rsparse.compiler.linalg;

import java.util.Arrays;

/// A dense matrix in row-major order: element `(i, j)` is `data[i * cols + j]`. The array is shared, not copied, so
/// `equals` compares it by identity.
///
/// @param rows number of rows, 0 or more
/// @param cols number of columns, 0 or more
/// @param data the elements
public record Matrix(int rows, int cols, float[] data) {

    /// @throws IllegalArgumentException when `data` does not hold `rows * cols` elements
    public Matrix {
        if (rows < 0 || cols < 0 || (long) rows * cols != data.length) {
            throw new IllegalArgumentException(data.length + " elements for a matrix [" + rows + "," + cols + "]");
        }
    }

    /// A matrix of zeros.
    ///
    /// @throws ArithmeticException when it has more elements than an array can hold
    public static Matrix zeros(int rows, int cols) {
        return new Matrix(rows, cols, new float[Math.multiplyExact(rows, cols)]);
    }

    /// Element `(row, col)`.
    public float get(int row, int col) {
        return data[row * cols + col];
    }

    /// A copy `[cols, rows]` with rows and columns exchanged.
    public Matrix transposed() {
        Matrix result = zeros(cols, rows);
        for (int row = 0; row < rows; row++) {
            for (int col = 0; col < cols; col++) {
                result.data[col * rows + row] = data[row * cols + col];
            }
        }
        return result;
    }

    /// The first `count` rows; this matrix itself when it has no others.
    public Matrix leadingRows(int count) {
        return count == rows ? this : new Matrix(count, cols, Arrays.copyOf(data, count * cols));
    }

    /// Refuses what no decomposition is defined for.
    ///
    /// @throws IllegalArgumentException when an element is infinite or not a number; the message says where
    void requireFinite() {
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                throw new IllegalArgumentException("element (" + i / cols + "," + i % cols + ") of a matrix [" + rows
                        + "," + cols + "] is " + data[i] + ", which has no singular value decomposition");
            }
        }
    }
}
