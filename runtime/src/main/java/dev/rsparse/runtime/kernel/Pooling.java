package dev.rsparse.runtime.kernel;

/// One number of each window of a picture (ONNX MaxPool-12, AveragePool-11). A picture is `channels` planes of
/// `height` rows of `width` numbers; what pads it is left out. One number at a time: next to the convolutions before
/// it, a pool reads little.
public final class Pooling {

    private Pooling() {}

    /// The largest number of each window, for each of the pictures `first..last`. A window covers part of its
    /// picture.
    ///
    /// @param stride numbers from one picture of `x` to the next; `outStride` the same of `out`, another array
    /// @param outChannels as many as `channels`
    /// @param step by how much the window moves, along both axes
    public static void max(
            float[] x,
            float[] out,
            int first,
            int last,
            int stride,
            int outStride,
            int channels,
            int height,
            int width,
            int outChannels,
            int outHeight,
            int outWidth,
            int windowHeight,
            int windowWidth,
            int step,
            int padding,
            int dilation) {
        for (int plane = first * channels; plane < last * channels; plane++) {
            int from = plane / channels * stride + plane % channels * height * width;
            int to = plane / channels * outStride + plane % channels * outHeight * outWidth;
            for (int place = 0; place < outHeight * outWidth; place++) {
                int top = place / outWidth * step - padding;
                int left = place % outWidth * step - padding;
                float most = Float.NEGATIVE_INFINITY;
                for (int i = 0; i < windowHeight * windowWidth; i++) {
                    int row = top + i / windowWidth * dilation;
                    int column = left + i % windowWidth * dilation;
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        most = Math.max(most, x[from + row * width + column]);
                    }
                }
                out[to + place] = most;
            }
        }
    }

    /// The mean of each window; parameters as of [#max].
    ///
    /// @param countPadding 1 when what pads counts as zeros, 0 when it does not count
    public static void average(
            float[] x,
            float[] out,
            int first,
            int last,
            int stride,
            int outStride,
            int channels,
            int height,
            int width,
            int outChannels,
            int outHeight,
            int outWidth,
            int windowHeight,
            int windowWidth,
            int step,
            int padding,
            int dilation,
            int countPadding) {
        for (int plane = first * channels; plane < last * channels; plane++) {
            int from = plane / channels * stride + plane % channels * height * width;
            int to = plane / channels * outStride + plane % channels * outHeight * outWidth;
            for (int place = 0; place < outHeight * outWidth; place++) {
                int top = place / outWidth * step - padding;
                int left = place % outWidth * step - padding;
                float sum = 0;
                int seen = 0;
                for (int i = 0; i < windowHeight * windowWidth; i++) {
                    int row = top + i / windowWidth * dilation;
                    int column = left + i % windowWidth * dilation;
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        sum += x[from + row * width + column];
                        seen++;
                    }
                }
                out[to + place] = sum / (countPadding == 1 ? windowHeight * windowWidth : seen);
            }
        }
    }
}
