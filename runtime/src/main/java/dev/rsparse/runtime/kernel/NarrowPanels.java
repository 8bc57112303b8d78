package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;
import static dev.rsparse.runtime.kernel.VectorMath.splat;

import jdk.incubator.vector.FloatVector;

/// The tiles of [PanelProducts] for panels of one vector: up to eight rows by that vector, whose sums stay in
/// registers. Parameters are those of [PanelProducts#add].
final class NarrowPanels {

    private NarrowPanels() {}

    /// Three to eight rows by one vector of columns, where the panel is no wider.
    static void eight(
            float[] a,
            int[] starts,
            int first,
            int[] runs,
            int run,
            int runEnd,
            int skip,
            int rows,
            float[] b,
            int at,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        int last = rows - 1;
        int a0 = starts[first] + skip;
        int a1 = starts[first + 1] + skip;
        int a2 = starts[first + 2] + skip;
        int a3 = starts[first + Math.min(3, last)] + skip;
        int a4 = starts[first + Math.min(4, last)] + skip;
        int a5 = starts[first + Math.min(5, last)] + skip;
        int a6 = starts[first + Math.min(6, last)] + skip;
        int a7 = starts[first + last] + skip;
        FloatVector s0 = load(from, fromAt);
        FloatVector s1 = load(from, fromAt + fromStride);
        FloatVector s2 = load(from, fromAt + 2 * fromStride);
        FloatVector s3 = load(from, fromAt + Math.min(3, last) * fromStride);
        FloatVector s4 = load(from, fromAt + Math.min(4, last) * fromStride);
        FloatVector s5 = load(from, fromAt + Math.min(5, last) * fromStride);
        FloatVector s6 = load(from, fromAt + Math.min(6, last) * fromStride);
        FloatVector s7 = load(from, fromAt + last * fromStride);
        int place = at;
        for (int piece = run; piece < runEnd; piece++) {
            int end = runs[piece] + count;
            for (int r = runs[piece]; r < end; r++) {
                FloatVector b0 = load(b, place);
                s0 = b0.fma(splat(a[a0 + r]), s0);
                s1 = b0.fma(splat(a[a1 + r]), s1);
                s2 = b0.fma(splat(a[a2 + r]), s2);
                s3 = b0.fma(splat(a[a3 + r]), s3);
                s4 = b0.fma(splat(a[a4 + r]), s4);
                s5 = b0.fma(splat(a[a5 + r]), s5);
                s6 = b0.fma(splat(a[a6 + r]), s6);
                s7 = b0.fma(splat(a[a7 + r]), s7);
                place += LANES;
            }
        }
        s7.intoArray(c, to + last * cStride);
        s6.intoArray(c, to + Math.min(6, last) * cStride);
        s5.intoArray(c, to + Math.min(5, last) * cStride);
        s4.intoArray(c, to + Math.min(4, last) * cStride);
        s3.intoArray(c, to + Math.min(3, last) * cStride);
        s2.intoArray(c, to + 2 * cStride);
        s1.intoArray(c, to + cStride);
        s0.intoArray(c, to);
    }

    /// One or two rows by one vector of columns.
    static void two(
            float[] a,
            int a0,
            int a1,
            int[] runs,
            int run,
            int runEnd,
            int rows,
            float[] b,
            int at,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        FloatVector s0 = load(from, fromAt);
        FloatVector s1 = load(from, fromAt + (rows - 1) * fromStride);
        int place = at;
        for (int piece = run; piece < runEnd; piece++) {
            int end = runs[piece] + count;
            for (int r = runs[piece]; r < end; r++) {
                FloatVector b0 = load(b, place);
                s0 = b0.fma(splat(a[a0 + r]), s0);
                s1 = b0.fma(splat(a[a1 + r]), s1);
                place += LANES;
            }
        }
        s1.intoArray(c, to + (rows - 1) * cStride);
        s0.intoArray(c, to);
    }
}
