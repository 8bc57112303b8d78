package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/// A block of a matrix that stays in the innermost cache while it meets many rows: [KeptLists#BLOCK] rows of
/// [#COLUMNS] numbers, which lie at whole cache lines. Vectors that straddle two of them, as those of arrays do,
/// are loaded at half the speed, and here each load serves but one multiplication.
final class KeptTile {

    /// Columns: a vector for each sum that stays in a register.
    static final int COLUMNS = 8 * LANES;

    private static final int HALF = 4 * LANES;

    private static final int LINE = 64;
    private static final int VECTOR = LANES * Float.BYTES;
    private static final int ROW = COLUMNS * Float.BYTES;

    private final MemorySegment numbers = Arena.ofAuto().allocate((long) KeptLists.BLOCK * ROW, LINE);
    private final float[] edge = new float[COLUMNS];

    /// Copies `rows` rows of `width` numbers of a matrix, whose rows are `stride` elements.
    void copy(float[] w, int at, int stride, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            int from = at + row * stride;
            long to = (long) row * ROW;
            int j = 0;
            for (; j + LANES <= width; j += LANES) {
                FloatVector.fromArray(FLOATS, w, from + j)
                        .intoMemorySegment(numbers, to + (long) j * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            }
            if (j < width) {
                FloatVector.fromArray(FLOATS, w, from + j, FLOATS.indexInRange(j, width))
                        .intoMemorySegment(numbers, to + (long) j * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            }
        }
    }

    /// `y[to + j] += Σ values[i] w[channels[i] - first][j]` for `width` columns, over entries `from..end` of a
    /// list, as [KeptSums#add] does.
    void add(int first, ChannelList list, int from, int end, int width, float[] y, int to) {
        long base = -(long) first * ROW;
        if (width == COLUMNS) {
            whole(base, list.channels, list.values, from, end, y, to);
        } else if (width == HALF) {
            half(base, list.channels, list.values, from, end, y, to);
        } else {
            System.arraycopy(y, to, edge, 0, width);
            if (width < HALF) {
                half(base, list.channels, list.values, from, end, edge, 0);
            } else {
                whole(base, list.channels, list.values, from, end, edge, 0);
            }
            System.arraycopy(edge, 0, y, to, width);
        }
    }

    private void whole(long base, int[] channels, float[] values, int from, int end, float[] y, int to) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, y, to);
        FloatVector s1 = FloatVector.fromArray(FLOATS, y, to + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, y, to + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, y, to + 3 * LANES);
        FloatVector s4 = FloatVector.fromArray(FLOATS, y, to + 4 * LANES);
        FloatVector s5 = FloatVector.fromArray(FLOATS, y, to + 5 * LANES);
        FloatVector s6 = FloatVector.fromArray(FLOATS, y, to + 6 * LANES);
        FloatVector s7 = FloatVector.fromArray(FLOATS, y, to + 7 * LANES);
        for (int i = from; i < end; i++) {
            long at = base + (long) channels[i] * ROW;
            FloatVector x = FloatVector.broadcast(FLOATS, values[i]);
            s0 = load(at).fma(x, s0);
            s1 = load(at + VECTOR).fma(x, s1);
            s2 = load(at + 2 * VECTOR).fma(x, s2);
            s3 = load(at + 3 * VECTOR).fma(x, s3);
            s4 = load(at + 4 * VECTOR).fma(x, s4);
            s5 = load(at + 5 * VECTOR).fma(x, s5);
            s6 = load(at + 6 * VECTOR).fma(x, s6);
            s7 = load(at + 7 * VECTOR).fma(x, s7);
        }
        s0.intoArray(y, to);
        s1.intoArray(y, to + LANES);
        s2.intoArray(y, to + 2 * LANES);
        s3.intoArray(y, to + 3 * LANES);
        s4.intoArray(y, to + 4 * LANES);
        s5.intoArray(y, to + 5 * LANES);
        s6.intoArray(y, to + 6 * LANES);
        s7.intoArray(y, to + 7 * LANES);
    }

    /// Of half the columns: what is left of a matrix is often no wider.
    private void half(long base, int[] channels, float[] values, int from, int end, float[] y, int to) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, y, to);
        FloatVector s1 = FloatVector.fromArray(FLOATS, y, to + LANES);
        FloatVector s2 = FloatVector.fromArray(FLOATS, y, to + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(FLOATS, y, to + 3 * LANES);
        for (int i = from; i < end; i++) {
            long at = base + (long) channels[i] * ROW;
            FloatVector x = FloatVector.broadcast(FLOATS, values[i]);
            s0 = load(at).fma(x, s0);
            s1 = load(at + VECTOR).fma(x, s1);
            s2 = load(at + 2 * VECTOR).fma(x, s2);
            s3 = load(at + 3 * VECTOR).fma(x, s3);
        }
        s0.intoArray(y, to);
        s1.intoArray(y, to + LANES);
        s2.intoArray(y, to + 2 * LANES);
        s3.intoArray(y, to + 3 * LANES);
    }

    private FloatVector load(long at) {
        return FloatVector.fromMemorySegment(FLOATS, numbers, at, ByteOrder.LITTLE_ENDIAN);
    }
}
