package dev.rsparse.runtime.op.reduce;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// Sums and extremes of columns of floats: `out[at+j]` of `x[from + i * stride + j]`, `i` in `0..n`, for each `j`
/// in `0..count`. Elements come one after the other, in vectors as in what is left of them.
final class Columns {

    private Columns() {}

    /// Sums, each times `factor`.
    static void sum(float[] x, int from, int n, int stride, float[] out, int at, int count, float factor) {
        int j = 0;
        for (; j + LANES <= count; j += LANES) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = 0; i < n; i++) {
                sum = sum.add(FloatVector.fromArray(FLOATS, x, from + i * stride + j));
            }
            sum.mul(factor).intoArray(out, at + j);
        }
        for (; j < count; j++) {
            float sum = 0;
            for (int i = 0; i < n; i++) {
                sum += x[from + i * stride + j];
            }
            out[at + j] = sum * factor;
        }
    }

    /// The greatest of each column, NaN where there is one.
    static void max(float[] x, int from, int n, int stride, float[] out, int at, int count) {
        int j = 0;
        for (; j + LANES <= count; j += LANES) {
            FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < n; i++) {
                most = most.max(FloatVector.fromArray(FLOATS, x, from + i * stride + j));
            }
            most.intoArray(out, at + j);
        }
        for (; j < count; j++) {
            float most = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                most = Math.max(most, x[from + i * stride + j]);
            }
            out[at + j] = most;
        }
    }
}
