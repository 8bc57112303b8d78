package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.IOTA;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Which channels rows keep, and which they do not, each with its number.
final class KeptLists {

    /// Channels of a block: where one ends in the list of a row is known.
    static final int BLOCK = 64;

    private int depth;
    private int room;
    private int blocks;
    private int[] channels = {};
    private float[] values = {};
    private int[] ends = {};
    private boolean[] finite = {};

    /// Makes room for the lists of `rows` rows of `depth` channels.
    void reserve(int rows, int newDepth) {
        depth = newDepth;
        // A vector that is compressed is written whole.
        room = depth + LANES;
        blocks = Math.ceilDiv(depth, BLOCK);
        if (channels.length < rows * room) {
            channels = new int[rows * room];
            values = new float[rows * room];
        }
        if (ends.length < rows * (blocks + 1)) {
            ends = new int[rows * (blocks + 1)];
        }
        if (finite.length < rows) {
            finite = new boolean[rows];
        }
    }

    /// Lists the channels of a row with `|x_j| c_j > threshold`, or those without, in ascending order.
    ///
    /// @param at where the row begins in `x`
    /// @param scales `c`, one for each channel, or one for all where they are `alike`
    /// @param kept which of the two
    void list(int row, float[] x, int at, float[] scales, boolean alike, float threshold, boolean kept) {
        int count = row * room;
        int block = row * (blocks + 1);
        FloatVector scale = FloatVector.broadcast(FLOATS, alike ? scales[0] : 0);
        FloatVector differences = FloatVector.zero(FLOATS);
        for (int start = 0; start < depth; start += BLOCK) {
            ends[block++] = count;
            int stop = Math.min(depth, start + BLOCK);
            int j = start;
            for (; j + LANES <= stop; j += LANES) {
                FloatVector value = FloatVector.fromArray(FLOATS, x, at + j);
                FloatVector each = alike ? scale : FloatVector.fromArray(FLOATS, scales, j);
                VectorMask<Float> above = value.abs().mul(each).compare(VectorOperators.GT, threshold);
                count = list(value, kept ? above : above.not(), j, count);
                differences = differences.add(value.sub(value));
            }
            if (j < stop) {
                VectorMask<Float> there = FLOATS.indexInRange(j, stop);
                FloatVector value = FloatVector.fromArray(FLOATS, x, at + j, there);
                FloatVector each = alike ? scale : FloatVector.fromArray(FLOATS, scales, j, there);
                VectorMask<Float> above = value.abs().mul(each).compare(VectorOperators.GT, threshold);
                count = list(value, kept ? above.and(there) : there.andNot(above), j, count);
                differences = differences.add(value.sub(value));
            }
        }
        ends[block] = count;
        finite[row] = !differences.compare(VectorOperators.NE, 0).anyTrue();
    }

    private int list(FloatVector value, VectorMask<Float> listed, int j, int count) {
        value.compress(listed).intoArray(values, count);
        IOTA.add(j).compress(listed.cast(WORDS)).intoArray(channels, count);
        return count + listed.trueCount();
    }

    /// Whether all numbers of a row are finite.
    boolean isFinite(int row) {
        return finite[row];
    }

    /// The entry that the list of a row begins with.
    int begin(int row) {
        return row * room;
    }

    /// The entry behind the last of a row's list.
    int end(int row) {
        return begin(row, blocks);
    }

    /// The first entry of a row for a channel of a block or behind it.
    int begin(int row, int block) {
        return ends[row * (blocks + 1) + block];
    }

    /// Number of blocks.
    int blocks() {
        return blocks;
    }

    int[] channels() {
        return channels;
    }

    float[] values() {
        return values;
    }
}
