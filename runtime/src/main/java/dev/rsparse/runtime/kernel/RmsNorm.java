package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Root-mean-square normalisation (Zhang and Sennrich, 2019; ONNX RMSNormalization-23).
public final class RmsNorm {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private RmsNorm() {}

    /// `out[t] = x[t] / sqrt(mean(x[t]²) + epsilon) * scale` for each of the tokens `first..last`; `out` may be
    /// `x`.
    ///
    /// @param width elements per token; rows of `x` and `out` start every `stride` elements
    /// @param weights holds `scale`, `width` little-endian floats at byte `scale`
    public static void apply(
            float[] x,
            float[] out,
            int first,
            int last,
            int width,
            int stride,
            MemorySegment weights,
            long scale,
            float epsilon) {
        for (int row = first; row < last; row++) {
            scaled(x, out, row * stride, width, weights, scale, epsilon);
        }
    }

    /// The same of each of `heads` parts of a token's elements, `width` elements each and all by one scale.
    public static void applyHeads(
            float[] x,
            float[] out,
            int first,
            int last,
            int width,
            int heads,
            int stride,
            MemorySegment weights,
            long scale,
            float epsilon) {
        for (int row = first; row < last; row++) {
            for (int head = 0; head < heads; head++) {
                scaled(x, out, row * stride + head * width, width, weights, scale, epsilon);
            }
        }
    }

    /// The same without a scale, as a model whose next weights hold it already needs it:
    /// `out[t] = x[t] / sqrt(mean(x[t]²) + epsilon)`.
    public static void apply(float[] x, float[] out, int first, int last, int width, int stride, float epsilon) {
        for (int row = first; row < last; row++) {
            int from = row * stride;
            float factor = factor(x, from, width, epsilon);
            int i = 0;
            for (; i + LANES <= width; i += LANES) {
                FloatVector.fromArray(FLOATS, x, from + i).mul(factor).intoArray(out, from + i);
            }
            for (; i < width; i++) {
                out[from + i] = x[from + i] * factor;
            }
        }
    }

    private static void scaled(
            float[] x, float[] out, int from, int width, MemorySegment weights, long scale, float epsilon) {
        float factor = factor(x, from, width, epsilon);
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            FloatVector.fromMemorySegment(FLOATS, weights, scale + 4L * i, ByteOrder.LITTLE_ENDIAN)
                    .mul(FloatVector.fromArray(FLOATS, x, from + i).mul(factor))
                    .intoArray(out, from + i);
        }
        for (; i < width; i++) {
            out[from + i] = weights.get(FLOAT, scale + 4L * i) * (x[from + i] * factor);
        }
    }

    private static float factor(float[] x, int from, int width, float epsilon) {
        return (float) (1.0 / Math.sqrt(squares(x, from, width) / width + epsilon));
    }

    private static float squares(float[] x, int from, int width) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            FloatVector part = FloatVector.fromArray(FLOATS, x, from + i);
            sum = part.fma(part, sum);
        }
        float total = VectorMath.sum(sum);
        for (; i < width; i++) {
            total = Math.fma(x[from + i], x[from + i], total);
        }
        return total;
    }
}
