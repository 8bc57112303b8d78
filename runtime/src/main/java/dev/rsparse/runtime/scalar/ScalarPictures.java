package dev.rsparse.runtime.scalar;

/// Scalar twins of the routines for pictures. A picture is `channels` planes of `height` rows of `width` numbers.
public final class ScalarPictures {

    private ScalarPictures() {}

    /// Extents of a picture.
    public record Extents(int channels, int height, int width) {

        int at(int channel, int row, int column) {
            return (channel * height + row) * width + column;
        }

        boolean holds(int row, int column) {
            return row >= 0 && row < height && column >= 0 && column < width;
        }
    }

    /// A window that moves over a picture, along one axis.
    public record Side(int covered, int stride, int padding, int dilation) {

        private int places(int size) {
            return (size + 2 * padding - dilation * (covered - 1) - 1) / stride + 1;
        }

        /// Where in the picture number `inside` of the window lies that stands at `place`.
        private int at(int place, int inside) {
            return place * stride + inside * dilation - padding;
        }
    }

    /// A window that moves over a picture.
    public record Window(Side down, Side right) {

        /// What it makes of a picture has these extents.
        public Extents over(Extents picture, int channels) {
            return new Extents(channels, down.places(picture.height), right.places(picture.width));
        }
    }

    /// `y[m,i,j] = bias[m] + sum over c,k,l of w[m,c,k,l] * x[c, i*stride + k*dilation - padding, …]`, zeros outside.
    ///
    /// @param w `[outputs,channels / groups,height,width]`
    /// @param bias one number per output channel, or an empty array for zeros
    public static float[] conv(
            float[] x, Extents picture, float[] w, float[] bias, int outputs, Window window, int groups) {
        Extents made = window.over(picture, outputs);
        int read = picture.channels / groups;
        float[] y = new float[outputs * made.height * made.width];
        for (int m = 0; m < outputs; m++) {
            for (int i = 0; i < made.height; i++) {
                for (int j = 0; j < made.width; j++) {
                    double sum = bias.length == 0 ? 0 : bias[m];
                    for (int c = 0; c < read; c++) {
                        int channel = m / (outputs / groups) * read + c;
                        for (int k = 0; k < window.down.covered; k++) {
                            for (int l = 0; l < window.right.covered; l++) {
                                int row = window.down.at(i, k);
                                int column = window.right.at(j, l);
                                if (picture.holds(row, column)) {
                                    int at = ((m * read + c) * window.down.covered + k) * window.right.covered + l;
                                    sum += (double) w[at] * x[picture.at(channel, row, column)];
                                }
                            }
                        }
                    }
                    y[made.at(m, i, j)] = (float) sum;
                }
            }
        }
        return y;
    }

    /// The largest number of each window, or their mean.
    ///
    /// @param countPadding whether a mean counts what pads as zeros
    public static float[] pool(float[] x, Extents picture, Window window, boolean max, boolean countPadding) {
        Extents made = window.over(picture, picture.channels);
        float[] y = new float[picture.channels * made.height * made.width];
        for (int c = 0; c < picture.channels; c++) {
            for (int i = 0; i < made.height; i++) {
                for (int j = 0; j < made.width; j++) {
                    double most = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    int seen = 0;
                    for (int k = 0; k < window.down.covered; k++) {
                        for (int l = 0; l < window.right.covered; l++) {
                            int row = window.down.at(i, k);
                            int column = window.right.at(j, l);
                            if (picture.holds(row, column)) {
                                most = Math.max(most, x[picture.at(c, row, column)]);
                                sum += x[picture.at(c, row, column)];
                                seen++;
                            }
                        }
                    }
                    int count = countPadding ? window.down.covered * window.right.covered : seen;
                    y[made.at(c, i, j)] = (float) (max ? most : sum / count);
                }
            }
        }
        return y;
    }

    /// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, by the numbers of each channel.
    public static float[] batchNorm(
            float[] x, float[] scale, float[] bias, float[] mean, float[] variance, float epsilon) {
        float[] y = new float[x.length];
        int plane = x.length / scale.length;
        for (int i = 0; i < x.length; i++) {
            int c = i / plane;
            y[i] = (float) ((x[i] - mean[c]) / Math.sqrt(variance[c] + (double) epsilon) * scale[c] + bias[c]);
        }
        return y;
    }
}
