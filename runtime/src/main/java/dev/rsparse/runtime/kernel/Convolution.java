package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Convolution of pictures (ONNX Conv-11). A picture is `channels` planes of `height` rows of `width` numbers.
public final class Convolution {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Convolution() {}

    /// For each of the pictures `first..last`, output channel `m` is `bias[m]` plus the sum over the channels of its
    /// group and the places of the window of a number times `weights[m]` there; what pads is 0. Sums are taken in
    /// that order, so the bits of a result do not depend on the width of vectors.
    ///
    /// @param stride numbers from one picture of `x` to the next; `outStride` the same of `out`, another array
    /// @param weights holds little-endian floats: from byte `kernels` on a kernel per output channel, each
    ///     `[channels / groups,windowHeight,windowWidth]`, and from byte `bias` on `[outChannels]`
    /// @param bias negative for none
    /// @param rowStep by how many rows the window moves, `columnStep` by how many columns
    /// @param rowPadding rows of zeros above and below, `columnPadding` columns of zeros left and right
    /// @param rowDilation distance of neighbours in the window, down, `columnDilation` to the right
    public static void apply(
            float[] x,
            float[] out,
            int first,
            int last,
            int stride,
            int outStride,
            MemorySegment weights,
            long kernels,
            long bias,
            int channels,
            int height,
            int width,
            int outChannels,
            int outHeight,
            int outWidth,
            int windowHeight,
            int windowWidth,
            int rowStep,
            int columnStep,
            int rowPadding,
            int columnPadding,
            int rowDilation,
            int columnDilation,
            int groups) {
        int read = channels / groups;
        for (int picture = first; picture < last; picture++) {
            for (int m = 0; m < outChannels; m++) {
                int to = picture * outStride + m * outHeight * outWidth;
                float start = bias < 0 ? 0 : weights.get(FLOAT, bias + 4L * m);
                Arrays.fill(out, to, to + outHeight * outWidth, start);
                int group = m / (outChannels / groups) * read;
                for (int c = 0; c < read; c++) {
                    int from = picture * stride + (group + c) * height * width;
                    long kernel = kernels + 4L * (m * read + c) * windowHeight * windowWidth;
                    for (int place = 0; place < windowHeight * windowWidth; place++) {
                        float weight = weights.get(FLOAT, kernel + 4L * place);
                        int down = place / windowWidth * rowDilation - rowPadding;
                        int right = place % windowWidth * columnDilation - columnPadding;
                        addPlane(
                                x,
                                from,
                                height,
                                width,
                                out,
                                to,
                                outHeight,
                                outWidth,
                                rowStep,
                                columnStep,
                                down,
                                right,
                                weight);
                    }
                }
            }
        }
    }

    /// Adds `weight` times what lies `down` and `right` of each place of the window to a plane.
    private static void addPlane(
            float[] x,
            int from,
            int height,
            int width,
            float[] out,
            int to,
            int outHeight,
            int outWidth,
            int rowStep,
            int columnStep,
            int down,
            int right,
            float weight) {
        // The columns of the output at which the window's place is inside the picture.
        int left = right >= 0 ? 0 : Math.ceilDiv(-right, columnStep);
        int end = Math.min(outWidth, Math.floorDiv(width - 1 - right, columnStep) + 1);
        for (int row = 0; row < outHeight; row++) {
            int line = row * rowStep + down;
            if (line >= 0 && line < height && left < end) {
                int at = from + line * width + left * columnStep + right;
                addRow(x, at, columnStep, out, to + row * outWidth + left, end - left, weight);
            }
        }
    }

    private static void addRow(float[] x, int from, int step, float[] out, int to, int count, float weight) {
        int i = 0;
        if (step == 1) {
            FloatVector factor = FloatVector.broadcast(FLOATS, weight);
            for (; i + LANES <= count; i += LANES) {
                FloatVector.fromArray(FLOATS, x, from + i)
                        .fma(factor, FloatVector.fromArray(FLOATS, out, to + i))
                        .intoArray(out, to + i);
            }
        }
        for (; i < count; i++) {
            out[to + i] = Math.fma(x[from + i * step], weight, out[to + i]);
        }
    }
}
