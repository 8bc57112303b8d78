package dev.rsparse.compiler.tune;

/// The rising curve nearest to measured points.
final class Monotone {

    private Monotone() {}

    /// The least-squares fit that never falls (pool adjacent violators; Ayer et al., 1955). Infinite points are not
    /// measured ones and stay as they are.
    static double[] rising(double[] points) {
        double[] means = new double[points.length];
        int[] sizes = new int[points.length];
        int blocks = 0;
        for (double point : points) {
            if (Double.isInfinite(point)) {
                continue;
            }
            means[blocks] = point;
            sizes[blocks++] = 1;
            while (blocks > 1 && means[blocks - 2] > means[blocks - 1]) {
                int size = sizes[blocks - 2] + sizes[blocks - 1];
                means[blocks - 2] =
                        (means[blocks - 2] * sizes[blocks - 2] + means[blocks - 1] * sizes[blocks - 1]) / size;
                sizes[blocks - 2] = size;
                blocks--;
            }
        }
        return spread(points, means, sizes);
    }

    private static double[] spread(double[] points, double[] means, int[] sizes) {
        double[] fitted = points.clone();
        int block = 0;
        int used = 0;
        for (int i = 0; i < fitted.length; i++) {
            if (Double.isInfinite(fitted[i])) {
                continue;
            }
            if (used == sizes[block]) {
                block++;
                used = 0;
            }
            fitted[i] = means[block];
            used++;
        }
        return fitted;
    }
}
