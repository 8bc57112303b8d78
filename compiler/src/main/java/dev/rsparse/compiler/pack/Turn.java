package dev.rsparse.compiler.pack;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Turns rows into columns, squares of as many numbers as a vector has on each side at a time.
///
/// A square is turned by the same step, the logarithm of its side times: the vectors of its upper half are merged with
/// those of its lower half like cards. A step rotates the bits of each number's place by one, so that those of
/// its row and its column change places in the end.
final class Turn {

    private static final int SIDE = Lanes.COUNT;
    /// Numbers of a cache line.
    private static final int LINE = 16;

    private static final int STEPS = Integer.numberOfTrailingZeros(SIDE);
    private static final IntVector FIRST_HALVES = merged(0);
    private static final IntVector SECOND_HALVES = merged(SIDE / 2);

    private final float[] even = new float[SIDE * SIDE];
    private final float[] odd = new float[SIDE * SIDE];

    /// Numbers from one row of `length` to the next. An odd number of cache lines: rows a power of two apart would
    /// share
    /// a few sets of the cache.
    static int pitch(int length) {
        return (Math.ceilDiv(length, LINE) | 1) * LINE;
    }

    private static IntVector merged(int from) {
        int[] lanes = new int[SIDE];
        for (int i = 0; i < SIDE; i++) {
            lanes[i] = i % 2 * SIDE + from + i / 2;
        }
        return IntVector.fromArray(Lanes.INTS, lanes, 0);
    }

    /// Row `r` of `rows`, column `c` of `columns` stands in `from[r*stride+c]` and goes to `into[to+c*pitch+r]`.
    void turn(float[] from, int stride, int rows, int columns, float[] into, int to, int pitch) {
        int wholeRows = rows / SIDE * SIDE;
        int wholeColumns = columns / SIDE * SIDE;
        for (int r = 0; r < wholeRows; r += SIDE) {
            for (int c = 0; c < wholeColumns; c += SIDE) {
                square(from, r * stride + c, stride, into, to + c * pitch + r, pitch);
            }
        }
        for (int c = 0; c < columns; c++) {
            for (int r = c < wholeColumns ? wholeRows : 0; r < rows; r++) {
                into[to + c * pitch + r] = from[r * stride + c];
            }
        }
    }

    private void square(float[] from, int at, int stride, float[] into, int to, int pitch) {
        merge(from, at, stride, even, 0, SIDE);
        float[] last = even;
        float[] next = odd;
        for (int step = 1; step < STEPS - 1; step++) {
            merge(last, 0, SIDE, next, 0, SIDE);
            float[] other = last;
            last = next;
            next = other;
        }
        merge(last, 0, SIDE, into, to, pitch);
    }

    private static void merge(float[] from, int at, int stride, float[] into, int to, int pitch) {
        for (int i = 0; i < SIDE / 2; i++) {
            IntVector upper = row(from, at + i * stride);
            IntVector lower = row(from, at + (i + SIDE / 2) * stride);
            FIRST_HALVES.selectFrom(upper, lower).reinterpretAsFloats().intoArray(into, to + 2 * i * pitch);
            SECOND_HALVES.selectFrom(upper, lower).reinterpretAsFloats().intoArray(into, to + (2 * i + 1) * pitch);
        }
    }

    private static IntVector row(float[] from, int at) {
        return FloatVector.fromArray(Lanes.FLOATS, from, at).reinterpretAsInts();
    }
}
