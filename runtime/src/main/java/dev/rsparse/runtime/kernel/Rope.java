package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// Rotary position embedding (Su et al., 2021) with its table of angles: within a head element `i` pairs with
/// `i + headDim/2`, and the pair turns by `position * theta^(-2i/headDim)`.
public final class Rope {

    private final int headDim;
    private final int half;
    private final float[] cosines;
    private final float[] sines;

    /// Angles for positions `0..positions-1`. Frequencies and angles are rounded to float first, as checkpoints are
    /// trained with them; their sines and cosines are those of the rounded angles.
    public Rope(int headDim, double theta, int positions) {
        this.headDim = headDim;
        this.half = headDim / 2;
        this.cosines = new float[positions * half];
        this.sines = new float[positions * half];
        for (int i = 0; i < half; i++) {
            float frequency = (float) (1.0 / (float) Math.pow(theta, 2.0 * i / headDim));
            for (int position = 0; position < positions; position++) {
                float angle = position * frequency;
                cosines[position * half + i] = (float) Math.cos(angle);
                sines[position * half + i] = (float) Math.sin(angle);
            }
        }
    }

    /// Angles for positions `0..positions-1` by frequencies of the model's own.
    ///
    /// @param headDim elements of a head, of which the first `2 * frequencies.length` turn and the others stay
    /// @param frequencies radians per position of each pair
    /// @param magnitude what the turned elements are multiplied by
    public Rope(int headDim, float[] frequencies, float magnitude, int positions) {
        this.headDim = headDim;
        this.half = frequencies.length;
        this.cosines = new float[positions * half];
        this.sines = new float[positions * half];
        for (int i = 0; i < half; i++) {
            for (int position = 0; position < positions; position++) {
                float angle = position * frequencies[i];
                cosines[position * half + i] = (float) Math.cos(angle) * magnitude;
                sines[position * half + i] = (float) Math.sin(angle) * magnitude;
            }
        }
    }

    /// Rotates every head of the tokens `first..last` of a batch that stands at `position` and after; `out` may be
    /// `x`.
    ///
    /// @param width elements per token, a multiple of the head's extent
    public void apply(float[] x, float[] out, int first, int last, int width, int stride, int position) {
        for (int row = first; row < last; row++) {
            int angles = (position + row) * half;
            for (int head = 0; head < width; head += headDim) {
                rotate(x, out, row * stride + head, angles);
                if (2 * half < headDim && x != out) {
                    int rest = row * stride + head + 2 * half;
                    System.arraycopy(x, rest, out, rest, headDim - 2 * half);
                }
            }
        }
    }

    private void rotate(float[] x, float[] out, int from, int angles) {
        int i = 0;
        for (; i + LANES <= half; i += LANES) {
            FloatVector cos = FloatVector.fromArray(FLOATS, cosines, angles + i);
            FloatVector sin = FloatVector.fromArray(FLOATS, sines, angles + i);
            FloatVector first = FloatVector.fromArray(FLOATS, x, from + i);
            FloatVector second = FloatVector.fromArray(FLOATS, x, from + half + i);
            first.mul(cos).sub(second.mul(sin)).intoArray(out, from + i);
            second.mul(cos).add(first.mul(sin)).intoArray(out, from + half + i);
        }
        for (; i < half; i++) {
            float cos = cosines[angles + i];
            float sin = sines[angles + i];
            float first = x[from + i];
            float second = x[from + half + i];
            out[from + i] = first * cos - second * sin;
            out[from + half + i] = second * cos + first * sin;
        }
    }
}
