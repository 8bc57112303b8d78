package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Layer normalisation (Ba et al., 2016; ONNX LayerNormalization-17), and the bias of a linear.
public final class LayerNorm {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LayerNorm() {}

    /// `out[t] = (x[t] - mean) / sqrt(variance + epsilon) * scale + bias` for each of the tokens `first..last`; `out`
    /// may be `x`. The variance is that of the `width` elements, after the mean is taken off.
    ///
    /// @param width elements per token; rows of `x` and `out` start every `stride` elements
    /// @param weights holds `scale` and `bias`, `width` little-endian floats each, at these bytes
    /// @param bias negative for none
    public static void apply(
            float[] x,
            float[] out,
            int first,
            int last,
            int width,
            int stride,
            MemorySegment weights,
            long scale,
            long bias,
            float epsilon) {
        for (int row = first; row < last; row++) {
            int from = row * stride;
            float mean = sum(x, from, width) / width;
            float factor = (float) (1.0 / Math.sqrt(squares(x, from, width, mean) / width + epsilon));
            int i = 0;
            for (; i + LANES <= width; i += LANES) {
                FloatVector normed = FloatVector.fromArray(FLOATS, x, from + i)
                        .sub(mean)
                        .mul(factor)
                        .mul(vector(weights, scale, i));
                (bias < 0 ? normed : normed.add(vector(weights, bias, i))).intoArray(out, from + i);
            }
            for (; i < width; i++) {
                float normed = (x[from + i] - mean) * factor * weights.get(FLOAT, scale + 4L * i);
                out[from + i] = bias < 0 ? normed : normed + weights.get(FLOAT, bias + 4L * i);
            }
        }
    }

    /// `out[t] = x[t] + bias` for each of the tokens `first..last`; `out` may be `x`.
    ///
    /// @param width elements per token; rows of `x` and `out` start every `stride` elements
    /// @param weights holds `bias`, `width` little-endian floats at that byte
    public static void addBias(
            float[] x, float[] out, int first, int last, int width, int stride, MemorySegment weights, long bias) {
        for (int row = first; row < last; row++) {
            int from = row * stride;
            int i = 0;
            for (; i + LANES <= width; i += LANES) {
                FloatVector.fromArray(FLOATS, x, from + i)
                        .add(vector(weights, bias, i))
                        .intoArray(out, from + i);
            }
            for (; i < width; i++) {
                out[from + i] = x[from + i] + weights.get(FLOAT, bias + 4L * i);
            }
        }
    }

    private static FloatVector vector(MemorySegment weights, long at, int i) {
        return FloatVector.fromMemorySegment(FLOATS, weights, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
    }

    /// Sum of `width` numbers from `from` on.
    public static float sum(float[] x, int from, int width) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            sum = sum.add(FloatVector.fromArray(FLOATS, x, from + i));
        }
        float total = VectorMath.sum(sum);
        for (; i < width; i++) {
            total += x[from + i];
        }
        return total;
    }

    /// Sum of the squares of `width` numbers from `from` on, after `mean` is taken off.
    public static float squares(float[] x, int from, int width, float mean) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            FloatVector part = FloatVector.fromArray(FLOATS, x, from + i).sub(mean);
            sum = part.fma(part, sum);
        }
        float total = VectorMath.sum(sum);
        for (; i < width; i++) {
            total = Math.fma(x[from + i] - mean, x[from + i] - mean, total);
        }
        return total;
    }
}
