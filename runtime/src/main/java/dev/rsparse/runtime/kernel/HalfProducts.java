package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.Halves;
import jdk.incubator.vector.FloatVector;

/// What [QueryProducts] does, over bfloat16 that is decoded in registers: for so few rows that all share a load. The
/// numbers come from memory then, and the processor fetches them while it multiplies those before; in a step
/// of its own decoding would wait for them. Sums are the same bits.
final class HalfProducts {

    /// Most rows; where these are more than share a load, a second pass reads what the first left in the cache.
    static final int ROWS = 8;

    private HalfProducts() {}

    /// As [QueryProducts#add], for up to [#ROWS] rows.
    static void add(
            float[] a,
            int start,
            int aStride,
            int rows,
            short[] b,
            int at,
            int bStride,
            int count,
            float[] c,
            int to,
            int cStride,
            int columns) {
        for (int j = 0; j < columns; j += 2 * LANES) {
            if (rows > 4 && LANES >= 16) {
                eight(a, start, aStride, b, at + j, bStride, count, c, to + j, cStride);
            } else {
                for (int row = 0; row < rows; row += 4) {
                    int from = start + row * aStride;
                    four(a, from, aStride, b, at + j, bStride, count, c, to + row * cStride + j, cStride);
                }
            }
        }
    }

    /// Eight rows by two vectors of columns.
    private static void eight(
            float[] a,
            int from,
            int aStride,
            short[] b,
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
        FloatVector s00 = FloatVector.fromArray(FLOATS, c, to);
        FloatVector s01 = FloatVector.fromArray(FLOATS, c, to + LANES);
        FloatVector s10 = FloatVector.fromArray(FLOATS, c, c1);
        FloatVector s11 = FloatVector.fromArray(FLOATS, c, c1 + LANES);
        FloatVector s20 = FloatVector.fromArray(FLOATS, c, c2);
        FloatVector s21 = FloatVector.fromArray(FLOATS, c, c2 + LANES);
        FloatVector s30 = FloatVector.fromArray(FLOATS, c, c3);
        FloatVector s31 = FloatVector.fromArray(FLOATS, c, c3 + LANES);
        FloatVector s40 = FloatVector.fromArray(FLOATS, c, c4);
        FloatVector s41 = FloatVector.fromArray(FLOATS, c, c4 + LANES);
        FloatVector s50 = FloatVector.fromArray(FLOATS, c, c5);
        FloatVector s51 = FloatVector.fromArray(FLOATS, c, c5 + LANES);
        FloatVector s60 = FloatVector.fromArray(FLOATS, c, c6);
        FloatVector s61 = FloatVector.fromArray(FLOATS, c, c6 + LANES);
        FloatVector s70 = FloatVector.fromArray(FLOATS, c, c7);
        FloatVector s71 = FloatVector.fromArray(FLOATS, c, c7 + LANES);
        int place = at;
        for (int r = 0; r < count; r++) {
            FloatVector b0 = Halves.loadBf16(b, place);
            FloatVector b1 = Halves.loadBf16(b, place + LANES);
            FloatVector x0 = FloatVector.broadcast(FLOATS, a[from + r]);
            s00 = b0.fma(x0, s00);
            s01 = b1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + r]);
            s10 = b0.fma(x1, s10);
            s11 = b1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + r]);
            s20 = b0.fma(x2, s20);
            s21 = b1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + r]);
            s30 = b0.fma(x3, s30);
            s31 = b1.fma(x3, s31);
            FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + r]);
            s40 = b0.fma(x4, s40);
            s41 = b1.fma(x4, s41);
            FloatVector x5 = FloatVector.broadcast(FLOATS, a[a5 + r]);
            s50 = b0.fma(x5, s50);
            s51 = b1.fma(x5, s51);
            FloatVector x6 = FloatVector.broadcast(FLOATS, a[a6 + r]);
            s60 = b0.fma(x6, s60);
            s61 = b1.fma(x6, s61);
            FloatVector x7 = FloatVector.broadcast(FLOATS, a[a7 + r]);
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
            short[] b,
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
        FloatVector s00 = FloatVector.fromArray(FLOATS, c, to);
        FloatVector s01 = FloatVector.fromArray(FLOATS, c, to + LANES);
        FloatVector s10 = FloatVector.fromArray(FLOATS, c, c1);
        FloatVector s11 = FloatVector.fromArray(FLOATS, c, c1 + LANES);
        FloatVector s20 = FloatVector.fromArray(FLOATS, c, c2);
        FloatVector s21 = FloatVector.fromArray(FLOATS, c, c2 + LANES);
        FloatVector s30 = FloatVector.fromArray(FLOATS, c, c3);
        FloatVector s31 = FloatVector.fromArray(FLOATS, c, c3 + LANES);
        int place = at;
        for (int r = 0; r < count; r++) {
            FloatVector b0 = Halves.loadBf16(b, place);
            FloatVector b1 = Halves.loadBf16(b, place + LANES);
            FloatVector x0 = FloatVector.broadcast(FLOATS, a[from + r]);
            s00 = b0.fma(x0, s00);
            s01 = b1.fma(x0, s01);
            FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + r]);
            s10 = b0.fma(x1, s10);
            s11 = b1.fma(x1, s11);
            FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + r]);
            s20 = b0.fma(x2, s20);
            s21 = b1.fma(x2, s21);
            FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + r]);
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
}
