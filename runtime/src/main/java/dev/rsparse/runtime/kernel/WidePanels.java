package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;
import static dev.rsparse.runtime.kernel.VectorMath.splat;

import jdk.incubator.vector.FloatVector;

/// The tiles of [PanelProducts] for panels of two vectors and more: up to eight rows by two vectors, whose sums stay in
/// registers. Parameters are those of [PanelProducts#add], rows of `b` are `bStride` elements.
final class WidePanels {

    private WidePanels() {}

    /// Five to eight rows by two vectors of columns. Rows that are not there are computed like the last.
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
            int bStride,
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
        int a3 = starts[first + 3] + skip;
        int a4 = starts[first + 4] + skip;
        int a5 = starts[first + Math.min(5, last)] + skip;
        int a6 = starts[first + Math.min(6, last)] + skip;
        int a7 = starts[first + Math.min(7, last)] + skip;
        int f5 = fromAt + Math.min(5, last) * fromStride;
        int f6 = fromAt + Math.min(6, last) * fromStride;
        int f7 = fromAt + last * fromStride;
        FloatVector s00 = load(from, fromAt);
        FloatVector s01 = load(from, fromAt + LANES);
        FloatVector s10 = load(from, fromAt + fromStride);
        FloatVector s11 = load(from, fromAt + fromStride + LANES);
        FloatVector s20 = load(from, fromAt + 2 * fromStride);
        FloatVector s21 = load(from, fromAt + 2 * fromStride + LANES);
        FloatVector s30 = load(from, fromAt + 3 * fromStride);
        FloatVector s31 = load(from, fromAt + 3 * fromStride + LANES);
        FloatVector s40 = load(from, fromAt + 4 * fromStride);
        FloatVector s41 = load(from, fromAt + 4 * fromStride + LANES);
        FloatVector s50 = load(from, f5);
        FloatVector s51 = load(from, f5 + LANES);
        FloatVector s60 = load(from, f6);
        FloatVector s61 = load(from, f6 + LANES);
        FloatVector s70 = load(from, f7);
        FloatVector s71 = load(from, f7 + LANES);
        int place = at;
        for (int piece = run; piece < runEnd; piece++) {
            int end = runs[piece] + count;
            for (int r = runs[piece]; r < end; r++) {
                FloatVector b0 = load(b, place);
                FloatVector b1 = load(b, place + LANES);
                FloatVector x0 = splat(a[a0 + r]);
                s00 = b0.fma(x0, s00);
                s01 = b1.fma(x0, s01);
                FloatVector x1 = splat(a[a1 + r]);
                s10 = b0.fma(x1, s10);
                s11 = b1.fma(x1, s11);
                FloatVector x2 = splat(a[a2 + r]);
                s20 = b0.fma(x2, s20);
                s21 = b1.fma(x2, s21);
                FloatVector x3 = splat(a[a3 + r]);
                s30 = b0.fma(x3, s30);
                s31 = b1.fma(x3, s31);
                FloatVector x4 = splat(a[a4 + r]);
                s40 = b0.fma(x4, s40);
                s41 = b1.fma(x4, s41);
                FloatVector x5 = splat(a[a5 + r]);
                s50 = b0.fma(x5, s50);
                s51 = b1.fma(x5, s51);
                FloatVector x6 = splat(a[a6 + r]);
                s60 = b0.fma(x6, s60);
                s61 = b1.fma(x6, s61);
                FloatVector x7 = splat(a[a7 + r]);
                s70 = b0.fma(x7, s70);
                s71 = b1.fma(x7, s71);
                place += bStride;
            }
        }
        // Rows that are not there write what the last one writes.
        int c7 = to + last * cStride;
        int c6 = to + Math.min(6, last) * cStride;
        int c5 = to + Math.min(5, last) * cStride;
        int c4 = to + 4 * cStride;
        s70.intoArray(c, c7);
        s71.intoArray(c, c7 + LANES);
        s60.intoArray(c, c6);
        s61.intoArray(c, c6 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s30.intoArray(c, to + 3 * cStride);
        s31.intoArray(c, to + 3 * cStride + LANES);
        s20.intoArray(c, to + 2 * cStride);
        s21.intoArray(c, to + 2 * cStride + LANES);
        s10.intoArray(c, to + cStride);
        s11.intoArray(c, to + cStride + LANES);
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
    }

    /// Three or four rows by two vectors of columns.
    static void four(
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int[] runs,
            int run,
            int runEnd,
            int rows,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        int f3 = fromAt + (rows - 1) * fromStride;
        FloatVector s00 = load(from, fromAt);
        FloatVector s01 = load(from, fromAt + LANES);
        FloatVector s10 = load(from, fromAt + fromStride);
        FloatVector s11 = load(from, fromAt + fromStride + LANES);
        FloatVector s20 = load(from, fromAt + 2 * fromStride);
        FloatVector s21 = load(from, fromAt + 2 * fromStride + LANES);
        FloatVector s30 = load(from, f3);
        FloatVector s31 = load(from, f3 + LANES);
        int place = at;
        for (int piece = run; piece < runEnd; piece++) {
            int end = runs[piece] + count;
            for (int r = runs[piece]; r < end; r++) {
                FloatVector b0 = load(b, place);
                FloatVector b1 = load(b, place + LANES);
                FloatVector x0 = splat(a[a0 + r]);
                s00 = b0.fma(x0, s00);
                s01 = b1.fma(x0, s01);
                FloatVector x1 = splat(a[a1 + r]);
                s10 = b0.fma(x1, s10);
                s11 = b1.fma(x1, s11);
                FloatVector x2 = splat(a[a2 + r]);
                s20 = b0.fma(x2, s20);
                s21 = b1.fma(x2, s21);
                FloatVector x3 = splat(a[a3 + r]);
                s30 = b0.fma(x3, s30);
                s31 = b1.fma(x3, s31);
                place += bStride;
            }
        }
        int c3 = to + (rows - 1) * cStride;
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s20.intoArray(c, to + 2 * cStride);
        s21.intoArray(c, to + 2 * cStride + LANES);
        s10.intoArray(c, to + cStride);
        s11.intoArray(c, to + cStride + LANES);
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
    }

    /// One or two rows by two vectors of columns.
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
            int bStride,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        int f1 = fromAt + (rows - 1) * fromStride;
        FloatVector s00 = load(from, fromAt);
        FloatVector s01 = load(from, fromAt + LANES);
        FloatVector s10 = load(from, f1);
        FloatVector s11 = load(from, f1 + LANES);
        int place = at;
        for (int piece = run; piece < runEnd; piece++) {
            int end = runs[piece] + count;
            for (int r = runs[piece]; r < end; r++) {
                FloatVector b0 = load(b, place);
                FloatVector b1 = load(b, place + LANES);
                FloatVector x0 = splat(a[a0 + r]);
                s00 = b0.fma(x0, s00);
                s01 = b1.fma(x0, s01);
                FloatVector x1 = splat(a[a1 + r]);
                s10 = b0.fma(x1, s10);
                s11 = b1.fma(x1, s11);
                place += bStride;
            }
        }
        int c1 = to + (rows - 1) * cStride;
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
    }
}
