package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// Up to eight rows of numbers times a panel of 16 or 32 columns: `c[i][j] += Σ a[i][r] b[r][j]`, each vector of `b`
/// loaded once for all rows. Sums run in the order of `r`, however many rows there are. Other than those of
/// [QueryProducts], rows of `a` lie anywhere, no row beyond the last is read or written, and sums may begin with a
/// bias.
public final class PanelProducts {

    /// Most rows that share a load. With 16 registers (vectors of 8 lanes and fewer) eight rows' sums would not stay
    /// in them.
    public static final int ROWS = LANES >= 16 ? 8 : 4;

    private PanelProducts() {}

    /// Adds products to each sum of `rows` rows: `count` for each run of numbers that a row consists of.
    ///
    /// @param starts where rows of `a` begin, the first of them at `first`
    /// @param runs where runs `run..runEnd` begin behind that, but for `skip` numbers
    /// @param rows 1..[#ROWS]
    /// @param at where the panel begins in `b`; its rows are `width` elements
    /// @param width 16 or 32
    /// @param from what sums begin with: `c` itself, or an array of one row
    /// @param fromAt its first element
    /// @param fromStride elements from row to row, 0 for one row
    /// @param to the first sum in `c`, whose rows are `cStride` elements
    public static void add(
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
            int width,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        int last = rows - 1;
        int a0 = starts[first] + skip;
        int a1 = starts[first + Math.min(1, last)] + skip;
        if (width < 2 * LANES) {
            if (rows <= 2) {
                twoNarrow(a, a0, a1, runs, run, runEnd, rows, b, at, count, from, fromAt, fromStride, c, to, cStride);
            } else {
                eightNarrow(
                        a,
                        starts,
                        first,
                        runs,
                        run,
                        runEnd,
                        skip,
                        rows,
                        b,
                        at,
                        count,
                        from,
                        fromAt,
                        fromStride,
                        c,
                        to,
                        cStride);
            }
            return;
        }
        for (int j = 0; j < width; j += 2 * LANES) {
            if (rows <= 2) {
                two(
                        a,
                        a0,
                        a1,
                        runs,
                        run,
                        runEnd,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            } else if (rows <= 4) {
                int a2 = starts[first + 2] + skip;
                int a3 = starts[first + Math.min(3, last)] + skip;
                four(
                        a,
                        a0,
                        a1,
                        a2,
                        a3,
                        runs,
                        run,
                        runEnd,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            } else {
                eight(
                        a,
                        starts,
                        first,
                        runs,
                        run,
                        runEnd,
                        skip,
                        rows,
                        b,
                        at + j,
                        width,
                        count,
                        from,
                        fromAt + j,
                        fromStride,
                        c,
                        to + j,
                        cStride);
            }
        }
    }

    private static FloatVector load(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }

    private static FloatVector splat(float number) {
        return FloatVector.broadcast(FLOATS, number);
    }

    /// Five to eight rows by two vectors of columns. Rows that are not there are computed like the last.
    private static void eight(
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
    private static void four(
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
    private static void two(
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

    /// Three to eight rows by one vector of columns, where the panel is no wider.
    private static void eightNarrow(
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
    private static void twoNarrow(
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
