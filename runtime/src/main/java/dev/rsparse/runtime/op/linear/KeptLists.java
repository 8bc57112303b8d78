package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Which channels rows keep, those with `|x_j| c_j > threshold`, each with its number, in ascending order.
final class KeptLists {

    /// Channels of a block: where one ends in the list of a row is known.
    static final int BLOCK = 64;

    final ChannelList list = new ChannelList();
    private int depth;
    private int room;
    private int blocks;
    private int[] ends = {};
    private boolean[] finite = {};

    // What channels are kept by.
    private float[] scales = {};
    private boolean alike;
    private float threshold;

    /// Takes on a scale for each channel, or one for all where they are `alike`.
    void above(float limit, float[] channelScales, boolean forAll) {
        threshold = limit;
        scales = channelScales;
        alike = forAll;
    }

    /// Makes room for the lists of `rows` rows of `channels` channels.
    void reserve(int rows, int channels) {
        depth = channels;
        room = depth + LANES;
        blocks = Math.ceilDiv(depth, BLOCK);
        list.reserve(rows * room);
        if (ends.length < rows * (blocks + 1)) {
            ends = new int[rows * (blocks + 1)];
        }
        if (finite.length < rows) {
            finite = new boolean[rows];
        }
    }

    /// Lists the channels of a row.
    ///
    /// @param at where the row begins in `x`
    void list(int row, float[] x, int at) {
        list(row, x, at, null);
    }

    /// Lists the channels of a row, and those that it does not keep in `rest`; gives how many these are.
    int list(int row, float[] x, int at, ChannelList rest) {
        int count = row * room;
        int others = 0;
        int block = row * (blocks + 1);
        FloatVector scale = FloatVector.broadcast(FLOATS, alike ? scales[0] : 0);
        FloatVector differences = FloatVector.zero(FLOATS);
        for (int j = 0; j < depth; j += LANES) {
            if (j % BLOCK == 0) {
                ends[block++] = count;
            }
            FloatVector value;
            VectorMask<Float> above;
            VectorMask<Float> below;
            if (j + LANES <= depth) {
                value = FloatVector.fromArray(FLOATS, x, at + j);
                above = value.abs()
                        .mul(alike ? scale : FloatVector.fromArray(FLOATS, scales, j))
                        .compare(VectorOperators.GT, threshold);
                below = above.not();
            } else {
                VectorMask<Float> there = FLOATS.indexInRange(j, depth);
                value = FloatVector.fromArray(FLOATS, x, at + j, there);
                above = value.abs()
                        .mul(alike ? scale : FloatVector.fromArray(FLOATS, scales, j, there))
                        .compare(VectorOperators.GT, threshold)
                        .and(there);
                below = there.andNot(above);
            }
            count = list.put(value, above, j, count);
            if (rest != null) {
                others = rest.put(value, below, j, others);
            }
            differences = differences.add(value.sub(value));
        }
        ends[block] = count;
        finite[row] = !differences.compare(VectorOperators.NE, 0).anyTrue();
        return others;
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

    /// Entries of the lists of the first `rows` rows.
    long entries(int rows) {
        long entries = 0;
        for (int row = 0; row < rows; row++) {
            entries += end(row) - begin(row);
        }
        return entries;
    }

    /// Number of blocks.
    int blocks() {
        return blocks;
    }
}
