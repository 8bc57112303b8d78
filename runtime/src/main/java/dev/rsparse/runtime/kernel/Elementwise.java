package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.scalar.ScalarMath;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Elementwise operations over the elements `from..to`; `out` may be one of the inputs.
public final class Elementwise {

    private Elementwise() {}

    /// `out = left + right`.
    public static void add(float[] left, float[] right, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, left, i)
                    .add(FloatVector.fromArray(FLOATS, right, i))
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = left[i] + right[i];
        }
    }

    /// `out = left * right`.
    public static void mul(float[] left, float[] right, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, left, i)
                    .mul(FloatVector.fromArray(FLOATS, right, i))
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = left[i] * right[i];
        }
    }

    /// `out = x * sigmoid(x)`.
    public static void silu(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            VectorMath.silu(FloatVector.fromArray(FLOATS, x, i)).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarMath.silu(x[i]);
        }
    }

    /// `out = silu(gate) * up`.
    public static void siluMul(float[] gate, float[] up, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            VectorMath.silu(FloatVector.fromArray(FLOATS, gate, i))
                    .mul(FloatVector.fromArray(FLOATS, up, i))
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarMath.silu(gate[i]) * up[i];
        }
    }

    /// Copies `n` elements of each of the rows `first..last`, from place `from` of rows of `x` to the start of rows of
    /// `out`.
    public static void slice(float[] x, int from, int stride, float[] out, int outStride, int first, int last, int n) {
        for (int row = first; row < last; row++) {
            System.arraycopy(x, row * stride + from, out, row * outStride, n);
        }
    }

    /// Copies row `row` of a batch, `stride` elements, over row 0.
    public static void moveRow(float[] rows, int row, int stride) {
        System.arraycopy(rows, row * stride, rows, 0, stride);
    }

    /// Sets `out[from..to]` to zero.
    public static void clear(float[] out, int from, int to) {
        Arrays.fill(out, from, to, 0);
    }

    /// Copies `n` elements of each of the rows `first..last`, from their start to place `at` of rows of `out`.
    public static void copyRows(float[] x, int stride, float[] out, int at, int outStride, int first, int last, int n) {
        for (int row = first; row < last; row++) {
            System.arraycopy(x, row * stride, out, row * outStride + at, n);
        }
    }

    /// Copies rows of numbers, that lie one behind the other in `rows`, to where a model keeps its activations.
    ///
    /// @param from row of `rows` that becomes row 0
    /// @param width elements per row; rows of `out` start every `stride` elements
    public static void load(float[] rows, int from, float[] out, int first, int last, int width, int stride) {
        for (int row = first; row < last; row++) {
            System.arraycopy(rows, (from + row) * width, out, row * stride, width);
        }
    }
}
