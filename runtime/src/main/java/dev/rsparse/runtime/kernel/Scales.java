package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// Multiplies activations by the scales of the strips they meet, so that kernels need no scales.
public final class Scales {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Scales() {}

    /// `out[to+r*stride+i] = x[from+r*stride+i] * scale_i` for `rows` rows of `n` elements; `out` may be `x` where
    /// the places are the same.
    ///
    /// @param weights holds the `n` scales as little-endian floats at byte `scales`
    public static void apply(
            float[] x, int from, float[] out, int to, int rows, int stride, int n, MemorySegment weights, long scales) {
        for (int row = 0; row < rows; row++) {
            int in = from + row * stride;
            int result = to + row * stride;
            int i = 0;
            for (; i + LANES <= n; i += LANES) {
                FloatVector.fromMemorySegment(FLOATS, weights, scales + 4L * i, ByteOrder.LITTLE_ENDIAN)
                        .mul(FloatVector.fromArray(FLOATS, x, in + i))
                        .intoArray(out, result + i);
            }
            for (; i < n; i++) {
                out[result + i] = weights.get(FLOAT, scales + 4L * i) * x[in + i];
            }
        }
    }
}
