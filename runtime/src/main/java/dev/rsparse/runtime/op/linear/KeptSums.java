package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;
import static dev.rsparse.runtime.kernel.VectorMath.splat;

import jdk.incubator.vector.FloatVector;

/// Sums of some rows of a matrix, each times a number of its own.
final class KeptSums {

    /// Rows that are added while a sum is in a register: long runs of neighbours are what memory gives fastest, and
    /// sums are loaded and stored for every eighth row only.
    private static final int TOGETHER = 8;

    /// Sums that [#narrow] makes side by side, so that no addition waits for the one before.
    private static final int CHAINS = 4;

    private KeptSums() {}

    /// `y[to + j] += Σ values[i] w[at + channels[i] stride + j]` for `columns` columns, over entries `from..end` of
    /// the list. Each sum is taken in the order of the list, with fused multiplications.
    static void add(
            float[] w, int at, int stride, int columns, ChannelList list, int from, int end, float[] y, int to) {
        int[] channels = list.channels;
        float[] values = list.values;
        int i = from;
        for (; i + TOGETHER <= end; i += TOGETHER) {
            eight(w, at, stride, columns, channels, values, i, y, to);
        }
        for (; i < end; i++) {
            one(w, at + channels[i] * stride, columns, values[i], y, to);
        }
    }

    private static void eight(
            float[] w, int at, int stride, int columns, int[] channels, float[] values, int i, float[] y, int to) {
        int w0 = at + channels[i] * stride;
        int w1 = at + channels[i + 1] * stride;
        int w2 = at + channels[i + 2] * stride;
        int w3 = at + channels[i + 3] * stride;
        int w4 = at + channels[i + 4] * stride;
        int w5 = at + channels[i + 5] * stride;
        int w6 = at + channels[i + 6] * stride;
        int w7 = at + channels[i + 7] * stride;
        FloatVector x0 = splat(values[i]);
        FloatVector x1 = splat(values[i + 1]);
        FloatVector x2 = splat(values[i + 2]);
        FloatVector x3 = splat(values[i + 3]);
        FloatVector x4 = splat(values[i + 4]);
        FloatVector x5 = splat(values[i + 5]);
        FloatVector x6 = splat(values[i + 6]);
        FloatVector x7 = splat(values[i + 7]);
        int j = 0;
        for (; j + LANES <= columns; j += LANES) {
            FloatVector sum = load(w, w0 + j).fma(x0, load(y, to + j));
            sum = load(w, w1 + j).fma(x1, sum);
            sum = load(w, w2 + j).fma(x2, sum);
            sum = load(w, w3 + j).fma(x3, sum);
            sum = load(w, w4 + j).fma(x4, sum);
            sum = load(w, w5 + j).fma(x5, sum);
            sum = load(w, w6 + j).fma(x6, sum);
            load(w, w7 + j).fma(x7, sum).intoArray(y, to + j);
        }
        for (; j < columns; j++) {
            float sum = y[to + j];
            for (int k = i; k < i + TOGETHER; k++) {
                sum = Math.fma(w[at + channels[k] * stride + j], values[k], sum);
            }
            y[to + j] = sum;
        }
    }

    private static void one(float[] w, int at, int columns, float value, float[] y, int to) {
        int j = 0;
        for (; j + LANES <= columns; j += LANES) {
            load(w, at + j).fma(splat(value), load(y, to + j)).intoArray(y, to + j);
        }
        for (; j < columns; j++) {
            y[to + j] = Math.fma(w[at + j], value, y[to + j]);
        }
    }

    /// `y[to + j] = Σ values[i] w[channels[i] stride + j]` for at least `columns` columns, in whole vectors as far
    /// as rows reach: entries `i` with the same remainder of four are summed in their order, then the four sums as
    /// `(0 + 1) + (2 + 3)`.
    ///
    /// @param list its first `count` entries
    /// @param to where there is room for `stride` sums in `y`
    static void narrow(float[] w, int stride, int columns, ChannelList list, int count, float[] y, int to) {
        int j = 0;
        for (; j < columns && j + LANES <= stride; j += LANES) {
            vector(w, stride, j, list.channels, list.values, count, y, to + j);
        }
        for (; j < columns; j++) {
            y[to + j] = chain(w, stride, j, list, 0, count)
                    + chain(w, stride, j, list, 1, count)
                    + (chain(w, stride, j, list, 2, count) + chain(w, stride, j, list, 3, count));
        }
    }

    private static float chain(float[] w, int stride, int j, ChannelList list, int first, int count) {
        float sum = 0;
        for (int i = first; i < count; i += CHAINS) {
            sum = Math.fma(w[list.channels[i] * stride + j], list.values[i], sum);
        }
        return sum;
    }

    private static void vector(
            float[] w, int stride, int j, int[] channels, float[] values, int count, float[] y, int to) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i + CHAINS <= count; i += CHAINS) {
            s0 = load(w, channels[i] * stride + j).fma(splat(values[i]), s0);
            s1 = load(w, channels[i + 1] * stride + j).fma(splat(values[i + 1]), s1);
            s2 = load(w, channels[i + 2] * stride + j).fma(splat(values[i + 2]), s2);
            s3 = load(w, channels[i + 3] * stride + j).fma(splat(values[i + 3]), s3);
        }
        if (i < count) {
            s0 = load(w, channels[i] * stride + j).fma(splat(values[i]), s0);
        }
        if (i + 1 < count) {
            s1 = load(w, channels[i + 1] * stride + j).fma(splat(values[i + 1]), s1);
        }
        if (i + 2 < count) {
            s2 = load(w, channels[i + 2] * stride + j).fma(splat(values[i + 2]), s2);
        }
        s0.add(s1).add(s2.add(s3)).intoArray(y, to);
    }
}
