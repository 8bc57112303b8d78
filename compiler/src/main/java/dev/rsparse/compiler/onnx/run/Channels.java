package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteScore;

/// Where the channels of a linear lie in the value that it reads: element `(o * in + j) * inner + i` is of channel
/// `j`.
///
/// @param outer product of the extents before the axis of channels
/// @param in extent of that axis
/// @param inner product of the extents behind it
record Channels(int outer, int in, int inner) {

    /// Sees the score of one channel of one vector.
    @FunctionalInterface
    interface Scores {
        void score(float score);
    }

    /// @param x what `site` reads in one run
    /// @throws IllegalArgumentException when it cannot read a value of that shape
    static Channels of(Site site, TensorValue x) {
        int rank = x.dims().size();
        boolean isLast = rank == 1 || site.order().weightFirst() == site.order().transposedInput();
        int axis = rank - (isLast ? 1 : 2);
        if (axis < 0 || x.dims().get(axis) != site.in()) {
            throw new IllegalArgumentException(site.node() + " of " + site.in() + " channels reads " + x.shape());
        }
        int inner = isLast ? 1 : Math.toIntExact(x.dims().getLast());
        int in = Math.toIntExact(site.in());
        int vectors = inner == 0 ? 0 : x.count() / in / inner;
        return new Channels(vectors, in, inner);
    }

    /// Shows `|x_j| * scales[j]` of each channel of each vector, in f32 as the rewritten model computes it.
    void forEach(SiteScore site, float[] x, Scores scores) {
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < in; j++) {
                float scale = site.scale(j);
                for (int i = 0; i < inner; i++) {
                    scores.score(Math.abs(x[next++]) * scale);
                }
            }
        }
    }
}
