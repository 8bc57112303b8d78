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
    /// @param rowStep by how many rows the window moves, `columnStep` by how many columns
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
            int rowStep,
            int columnStep,
            int rowPadding,
            int columnPadding,
            int rowDilation,
            int columnDilation) {
        Windows windows = new Windows(
                channels,
                height,
                width,
                outHeight,
                outWidth,
                windowHeight,
                windowWidth,
                rowStep,
                columnStep,
                rowPadding,
                columnPadding,
                rowDilation,
                columnDilation);
        windows.pool(x, out, first, last, stride, outStride, Pooling::most);
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
            int rowStep,
            int columnStep,
            int rowPadding,
            int columnPadding,
            int rowDilation,
            int columnDilation,
            int countPadding) {
        Windows windows = new Windows(
                channels,
                height,
                width,
                outHeight,
                outWidth,
                windowHeight,
                windowWidth,
                rowStep,
                columnStep,
                rowPadding,
                columnPadding,
                rowDilation,
                columnDilation);
        int all = windowHeight * windowWidth;
        windows.pool(
                x,
                out,
                first,
                last,
                stride,
                outStride,
                (numbers, count) -> sum(numbers, count) / (countPadding == 1 ? all : count));
    }

    private static float most(float[] numbers, int count) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, numbers[i]);
        }
        return most;
    }

    private static float sum(float[] numbers, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += numbers[i];
        }
        return sum;
    }

    /// What is made of the first `count` of `numbers`, those of a window that lie in the picture.
    @FunctionalInterface
    private interface Reduction {
        float of(float[] numbers, int count);
    }

    /// The windows of pictures of one shape.
    private record Windows(
            int channels,
            int height,
            int width,
            int outHeight,
            int outWidth,
            int windowHeight,
            int windowWidth,
            int rowStep,
            int columnStep,
            int rowPadding,
            int columnPadding,
            int rowDilation,
            int columnDilation) {

        void pool(float[] x, float[] out, int first, int last, int stride, int outStride, Reduction reduction) {
            float[] numbers = new float[windowHeight * windowWidth];
            for (int plane = first * channels; plane < last * channels; plane++) {
                int from = plane / channels * stride + plane % channels * height * width;
                int to = plane / channels * outStride + plane % channels * outHeight * outWidth;
                for (int place = 0; place < outHeight * outWidth; place++) {
                    out[to + place] = reduction.of(numbers, window(x, from, place, numbers));
                }
            }
        }

        /// Copies the numbers of the window of output `place` that lie in the plane at `from`, and counts them.
        private int window(float[] x, int from, int place, float[] numbers) {
            int top = place / outWidth * rowStep - rowPadding;
            int left = place % outWidth * columnStep - columnPadding;
            int count = 0;
            for (int i = 0; i < windowHeight * windowWidth; i++) {
                int row = top + i / windowWidth * rowDilation;
                int column = left + i % windowWidth * columnDilation;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    numbers[count++] = x[from + row * width + column];
                }
            }
            return count;
        }
    }
}
