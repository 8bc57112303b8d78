package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Normalisation by what training left of each channel (Ioffe and Szegedy, 2015; ONNX BatchNormalization-15 in
/// inference).
public final class BatchNorm {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BatchNorm() {}

    /// `out = (x - mean[c]) * (scale[c] / sqrt(variance[c] + epsilon)) + bias[c]` for each channel `c` of the
    /// pictures `first..last`; `out` may be `x`.
    ///
    /// @param stride numbers from one picture of `x` to the next; `outStride` the same of `out`
    /// @param weights holds scale, bias, mean and variance, `channels` little-endian floats each, at these bytes
    /// @param plane numbers of a channel
    public static void apply(
            float[] x,
            float[] out,
            int first,
            int last,
            int stride,
            int outStride,
            MemorySegment weights,
            long scale,
            long bias,
            long mean,
            long variance,
            int channels,
            int plane,
            float epsilon) {
        for (int c = 0; c < channels; c++) {
            double deviation = Math.sqrt((double) weights.get(FLOAT, variance + 4L * c) + epsilon);
            float factor = (float) (weights.get(FLOAT, scale + 4L * c) / deviation);
            float less = weights.get(FLOAT, mean + 4L * c);
            float more = weights.get(FLOAT, bias + 4L * c);
            for (int picture = first; picture < last; picture++) {
                int from = picture * stride + c * plane;
                scale(x, from, out, picture * outStride + c * plane, plane, less, factor, more);
            }
        }
    }

    private static void scale(
            float[] x, int from, float[] out, int to, int count, float less, float factor, float more) {
        FloatVector times = FloatVector.broadcast(FLOATS, factor);
        FloatVector plus = FloatVector.broadcast(FLOATS, more);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector.fromArray(FLOATS, x, from + i)
                    .sub(less)
                    .fma(times, plus)
                    .intoArray(out, to + i);
        }
        for (; i < count; i++) {
            out[to + i] = Math.fma(x[from + i] - less, factor, more);
        }
    }
}
