package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;
import static dev.rsparse.runtime.kernel.VectorMath.splat;

import jdk.incubator.vector.FloatVector;

/// `c += a b` for few rows of `a`, each vector of `b` loaded once for up to eight of them. Sums run in the order of
/// `b`'s rows, however many rows `a` has.
public final class QueryProducts {

    /// Rows that share a load. With 16 registers (vectors of 8 lanes and fewer) eight rows' sums would not stay in
    /// them.
    private static final int MOST = LANES >= 16 ? 8 : 4;

    private QueryProducts() {}

    /// `c[i][j] += Σ a[i][r] b[r][j]` for `rows` rows and `columns` columns.
    ///
    /// @param a rows of `count` elements every `aStride` from `start` on; room for rows up to the next multiple of
    ///     eight, whatever they hold
    /// @param b `count` rows from `at` on, every `bStride` elements
    /// @param c rows every `cStride` elements from `to` on, with room as `a`
    /// @param columns a multiple of 32
    public static void add(
            float[] a,
            int start,
            int aStride,
            int rows,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride,
            int columns) {
        int row = 0;
        while (row < rows) {
            int left = rows - row;
            int from = start + row * aStride;
            int into = to + row * cStride;
            if (left > 4 && MOST == 8) {
                for (int j = 0; j < columns; j += 2 * LANES) {
                    eight(a, from, aStride, b, at + j, bStride, count, c, into + j, cStride);
                }
                row += 8;
            } else if (left > 2) {
                for (int j = 0; j < columns; j += 2 * LANES) {
                    four(a, from, aStride, b, at + j, bStride, count, c, into + j, cStride);
                }
                row += 4;
            } else {
                pair(a, from, aStride, b, at, bStride, count, c, into, cStride, columns);
                row += 2;
            }
        }
    }

    private static void pair(
            float[] a,
            int from,
            int aStride,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride,
            int columns) {
        int j = 0;
        for (; j + 4 * LANES <= columns; j += 4 * LANES) {
            two(a, from, aStride, b, at + j, bStride, count, c, to + j, cStride);
        }
        for (; j < columns; j += 2 * LANES) {
            four(a, from, aStride, b, at + j, bStride, count, c, to + j, cStride);
        }
    }

    /// Eight rows by two vectors of columns.
    private static void eight(
            float[] a,
            int from,
            int aStride,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride) {
        int a1 = from + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int a4 = a3 + aStride;
        int a5 = a4 + aStride;
        int a6 = a5 + aStride;
        int a7 = a6 + aStride;
        int c1 = to + cStride;
        int c2 = c1 + cStride;
        int c3 = c2 + cStride;
        int c4 = c3 + cStride;
        int c5 = c4 + cStride;
        int c6 = c5 + cStride;
        int c7 = c6 + cStride;
        FloatVector s00 = load(c, to);
        FloatVector s01 = load(c, to + LANES);
        FloatVector s10 = load(c, c1);
        FloatVector s11 = load(c, c1 + LANES);
        FloatVector s20 = load(c, c2);
        FloatVector s21 = load(c, c2 + LANES);
        FloatVector s30 = load(c, c3);
        FloatVector s31 = load(c, c3 + LANES);
        FloatVector s40 = load(c, c4);
        FloatVector s41 = load(c, c4 + LANES);
        FloatVector s50 = load(c, c5);
        FloatVector s51 = load(c, c5 + LANES);
        FloatVector s60 = load(c, c6);
        FloatVector s61 = load(c, c6 + LANES);
        FloatVector s70 = load(c, c7);
        FloatVector s71 = load(c, c7 + LANES);
        int place = at;
        for (int r = 0; r < count; r++) {
            FloatVector b0 = load(b, place);
            FloatVector b1 = load(b, place + LANES);
            FloatVector x0 = splat(a[from + r]);
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
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
        s60.intoArray(c, c6);
        s61.intoArray(c, c6 + LANES);
        s70.intoArray(c, c7);
        s71.intoArray(c, c7 + LANES);
    }

    /// Four rows by two vectors of columns.
    private static void four(
            float[] a,
            int from,
            int aStride,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride) {
        int a1 = from + aStride;
        int a2 = a1 + aStride;
        int a3 = a2 + aStride;
        int c1 = to + cStride;
        int c2 = c1 + cStride;
        int c3 = c2 + cStride;
        FloatVector s00 = load(c, to);
        FloatVector s01 = load(c, to + LANES);
        FloatVector s10 = load(c, c1);
        FloatVector s11 = load(c, c1 + LANES);
        FloatVector s20 = load(c, c2);
        FloatVector s21 = load(c, c2 + LANES);
        FloatVector s30 = load(c, c3);
        FloatVector s31 = load(c, c3 + LANES);
        int place = at;
        for (int r = 0; r < count; r++) {
            FloatVector b0 = load(b, place);
            FloatVector b1 = load(b, place + LANES);
            FloatVector x0 = splat(a[from + r]);
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
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
    }

    /// Two rows by four vectors of columns.
    private static void two(
            float[] a,
            int from,
            int aStride,
            float[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride) {
        int a1 = from + aStride;
        int c1 = to + cStride;
        FloatVector s00 = load(c, to);
        FloatVector s01 = load(c, to + LANES);
        FloatVector s02 = load(c, to + 2 * LANES);
        FloatVector s03 = load(c, to + 3 * LANES);
        FloatVector s10 = load(c, c1);
        FloatVector s11 = load(c, c1 + LANES);
        FloatVector s12 = load(c, c1 + 2 * LANES);
        FloatVector s13 = load(c, c1 + 3 * LANES);
        int place = at;
        for (int r = 0; r < count; r++) {
            FloatVector b0 = load(b, place);
            FloatVector b1 = load(b, place + LANES);
            FloatVector b2 = load(b, place + 2 * LANES);
            FloatVector b3 = load(b, place + 3 * LANES);
            FloatVector x0 = splat(a[from + r]);
            s00 = b0.fma(x0, s00);
            s01 = b1.fma(x0, s01);
            s02 = b2.fma(x0, s02);
            s03 = b3.fma(x0, s03);
            FloatVector x1 = splat(a[a1 + r]);
            s10 = b0.fma(x1, s10);
            s11 = b1.fma(x1, s11);
            s12 = b2.fma(x1, s12);
            s13 = b3.fma(x1, s13);
            place += bStride;
        }
        s00.intoArray(c, to);
        s01.intoArray(c, to + LANES);
        s02.intoArray(c, to + 2 * LANES);
        s03.intoArray(c, to + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
    }
}
