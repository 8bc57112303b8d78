package dev.rsparse.runtime.op.linear;

/// Convolution in doubles, for the less common types. Integers of 8 bits stay exact.
public final class PlainConvolution {

    private PlainConvolution() {}

    /// Adds the convolution of `pictures` pictures of `channels` channels to `out`, which has `outChannels`.
    ///
    /// @param weights `[outChannels,channels / groups,...]`
    public static void add(
            Window window,
            double[] x,
            double[] weights,
            double[] out,
            int pictures,
            int channels,
            int outChannels,
            int groups) {
        int read = channels / groups;
        int taps = window.taps();
        for (int plane = 0; plane < pictures * outChannels; plane++) {
            int m = plane % outChannels;
            int first = plane / outChannels * channels + m / (outChannels / groups) * read;
            for (int i = 0; i < read * taps; i++) {
                double weight = weights[m * read * taps + i];
                int from = (first + i / taps) * window.inPlane();
                addTap(window, x, from, i % taps, weight, out, plane * window.outPlane());
            }
        }
    }

    private static void addTap(Window window, double[] x, int from, int tap, double weight, double[] out, int to) {
        int right = tap % window.kernel[2] * window.dilation[2];
        int down = tap / window.kernel[2] % window.kernel[1] * window.dilation[1];
        int inward = tap / window.kernel[2] / window.kernel[1] * window.dilation[0];
        for (int line = 0; line < window.out[0] * window.out[1]; line++) {
            int z = window.at(0, line / window.out[1]) + inward;
            int y = window.at(1, line % window.out[1]) + down;
            if (z < 0 || z >= window.in[0] || y < 0 || y >= window.in[1]) {
                continue;
            }
            int start = from + (z * window.in[1] + y) * window.in[2];
            for (int j = 0; j < window.out[2]; j++) {
                int place = window.at(2, j) + right;
                if (place >= 0 && place < window.in[2]) {
                    out[to + line * window.out[2] + j] += weight * x[start + place];
                }
            }
        }
    }
}
