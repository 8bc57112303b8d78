package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// Functions of one number over the elements `from..to`; `out` may be `x`. Each makes 0 of 0 but [#sigmoid], which
/// therefore leaves out what pads rows.
public final class Pointwise {

    private Pointwise() {}

    /// `out = max(x, 0)`.
    public static void relu(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, x, i).max(0f).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = Math.max(x[i], 0f);
        }
    }

    /// `out = x / 2 * (1 + erf(x / sqrt(2)))`, absolute error of the factor below 5e-7.
    public static void gelu(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            VectorMath.gelu(FloatVector.fromArray(FLOATS, x, i)).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarMath.gelu(x[i]);
        }
    }

    /// `out = x / 2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x³)))`.
    public static void geluTanh(float[] x, float[] out, int from, int to) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            VectorMath.geluTanh(FloatVector.fromArray(FLOATS, x, i)).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarMath.geluTanh(x[i]);
        }
    }

    /// `out[t] = 1 / (1 + exp(-x[t]))` for each of the rows `first..last`.
    ///
    /// @param width elements per row; rows of `x` and `out` start every `stride` elements
    public static void sigmoid(float[] x, float[] out, int first, int last, int width, int stride) {
        for (int row = first; row < last; row++) {
            int to = row * stride + width;
            int i = row * stride;
            for (; i + LANES <= to; i += LANES) {
                VectorMath.sigmoid(FloatVector.fromArray(FLOATS, x, i)).intoArray(out, i);
            }
            for (; i < to; i++) {
                out[i] = ScalarMath.sigmoid(x[i]);
            }
        }
    }

    /// `out = tanh(x)`.
    public static void tanh(float[] x, float[] out, int from, int to) {
        softCap(x, out, from, to, 1);
    }

    /// `out = cap * tanh(x / cap)`.
    public static void softCap(float[] x, float[] out, int from, int to, float cap) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            VectorMath.tanh(FloatVector.fromArray(FLOATS, x, i).div(cap))
                    .mul(cap)
                    .intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = ScalarMath.tanh(x[i] / cap) * cap;
        }
    }

    /// `out = factor * x`.
    public static void scale(float[] x, float[] out, int from, int to, float factor) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector.fromArray(FLOATS, x, i).mul(factor).intoArray(out, i);
        }
        for (; i < to; i++) {
            out[i] = x[i] * factor;
        }
    }
}
