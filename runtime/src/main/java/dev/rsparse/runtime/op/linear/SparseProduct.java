package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.Workers;
import java.util.Arrays;

/// Products of f32 rows with those rows of a matrix whose channels have large scores, and of the rest with a
/// low-rank one: `out = bias + Σ x_j w_j + (Σ x_i v_i) u` over channels `j` with `|x_j| c_j > t` and the other
/// channels `i`. No row of `w` is read that nobody keeps, nor one of `v` that everybody does.
///
/// A sum of `out` begins with the bias, takes channels in ascending order and then the rows of `u`, with fused
/// multiplications; sums over `v` are taken as [KeptSums#narrow] does. So values depend neither on the number of
/// threads nor on that of rows. A row that holds a number that is not finite gives NaN.
public final class SparseProduct {

    /// What is done with elements of the result when they are whole and in the cache.
    @FunctionalInterface
    public interface Ending {
        /// Finishes elements `from..to`.
        void apply(float[] out, int from, int to);
    }

    /// Rows whose lists are kept at a time.
    private static final int GROUP = 128;

    /// How often a channel must be kept, on the average, for copying tiles of the matrix to pay: as often as there
    /// are strips, between these two. Otherwise rows read the matrix where it lies, each on its own. On Zen 4 both
    /// take equally long at some 2 (256 by 64), 5 (768 by 768) and 10 (768 by 3,072).
    private static final int LEAST_KEPT = 2;

    private static final int MOST_KEPT = 10;

    /// Columns that threads share.
    private static final int STRIP = KeptTile.COLUMNS;

    /// Columns that are summed at a time where there are few rows, so that the sums stay in the innermost cache.
    private static final int WIDE = 4096;

    /// Multiplications that are worth a thread's while: some two microseconds.
    private static final long LEAST = 1 << 16;

    /// What listing a channel costs, in multiplications.
    private static final int LISTING = 4;

    private final Workers workers;
    private final Ending ending;
    private final Workers.Task list = this::list;
    private final Workers.Task sum = this::sum;
    private final KeptLists kept = new KeptLists();
    /// Of each thread, the channels that a row does not keep, and tiles.
    private final ChannelList[] rests;

    private final KeptTile[] tiles;
    /// The rows of `u`, each with its product of the rest and `v`, for each row of a group.
    private final ChannelList products = new ChannelList();

    // The product that is being made; fields, so that none makes an object.
    private float[] x = {};
    private int rows;
    private int depth;
    private float[] w = {};
    private int columns;
    private float[] v = {};
    private float[] u = {};
    private int rank;
    private int stride;
    private float[] bias = {};
    private float[] out = {};
    private int first;
    private int group;
    private int strips;
    private boolean tiled;
    private int share;

    /// @param ending what follows the product
    public SparseProduct(Workers workers, Ending ending) {
        this.workers = workers;
        this.ending = ending;
        this.tiles = new KeptTile[workers.size()];
        this.rests = new ChannelList[workers.size()];
        Arrays.setAll(rests, _ -> new ChannelList());
    }

    /// The left side: `count` rows of `length` channels.
    public SparseProduct left(float[] values, int count, int length) {
        x = values;
        rows = count;
        depth = length;
        return this;
    }

    /// What channels are kept by.
    ///
    /// @param forAll whether there is one scale for all channels, not one for each
    public SparseProduct above(float limit, float[] channelScales, boolean forAll) {
        kept.above(limit, channelScales, forAll);
        return this;
    }

    /// The matrix, a row of `width` numbers for each channel.
    public SparseProduct right(float[] matrix, int width) {
        w = matrix;
        columns = width;
        return this;
    }

    /// The factors for the rest, `[depth,number]` and `[number,columns]`; there are none of rank 0.
    ///
    /// @param width elements from one row of `left` to the next, at least `number`; zeros between. Whole vectors
    ///     are read fastest
    public SparseProduct lowRank(float[] left, int width, float[] right, int number) {
        v = left;
        stride = width;
        u = right;
        rank = number;
        return this;
    }

    /// Writes the result from the beginning of `result` on.
    ///
    /// @param start what the sums of each column begin with; empty for 0
    public void into(float[] start, float[] result) {
        bias = start;
        out = result;
        strips = Math.ceilDiv(columns, STRIP);
        for (first = 0; first < rows && columns > 0; first += group) {
            group = Math.min(GROUP, rows - first);
            reserve();
            workers.share(group, least((long) depth * (LISTING + rank)), list);
            long entries = kept.entries(group);
            long enough = Math.max(1, (long) depth * Math.clamp(strips, LEAST_KEPT, MOST_KEPT));
            tiled = entries >= enough;
            int parts = Math.clamp(Math.ceilDiv(workers.size(), strips), 1, Math.max(1, (int) (entries / enough)));
            share = Math.ceilDiv(group, parts);
            long work = entries / parts * Math.min(columns, STRIP);
            workers.share(strips * Math.ceilDiv(group, share), least(work), sum);
        }
    }

    private static int least(long work) {
        return (int) Math.max(1, LEAST / Math.max(1, work));
    }

    private void reserve() {
        kept.reserve(group, depth);
        if (rank == 0) {
            return;
        }
        for (ChannelList rest : rests) {
            rest.reserve(depth);
        }
        products.reserve(group * stride);
        for (int i = 0; i < group * stride; i++) {
            products.channels[i] = i % stride;
        }
    }

    private void list(int from, int to, int member) {
        ChannelList rest = rests[member];
        for (int row = from; row < to; row++) {
            int at = (first + row) * depth;
            if (rank == 0) {
                kept.list(row, x, at);
            } else {
                int count = kept.list(row, x, at, rest);
                KeptSums.narrow(v, stride, rank, rest, count, products.values, row * stride);
            }
        }
    }

    private void sum(int from, int to, int member) {
        if (!tiled) {
            int end = Math.min(columns, to * STRIP);
            for (int column = from * STRIP; column < end; column += WIDE) {
                for (int row = 0; row < group; row++) {
                    row(row, column, Math.min(WIDE, end - column));
                }
            }
            return;
        }
        if (tiles[member] == null) {
            tiles[member] = new KeptTile();
        }
        for (int part = from; part < to; part++) {
            int row = part / strips * share;
            int column = part % strips * STRIP;
            tile(row, Math.min(group, row + share), column, Math.min(STRIP, columns - column), tiles[member]);
        }
    }

    private void row(int row, int column, int width) {
        begin(row, column, width);
        KeptSums.add(w, column, columns, width, kept.list, kept.begin(row), kept.end(row), out, at(row, column));
        end(row, column, width);
    }

    private void tile(int row, int rowEnd, int column, int width, KeptTile tile) {
        for (int i = row; i < rowEnd; i++) {
            begin(i, column, width);
        }
        for (int block = 0; block < kept.blocks(); block++) {
            int channel = block * KeptLists.BLOCK;
            tile.copy(w, channel * columns + column, columns, Math.min(KeptLists.BLOCK, depth - channel), width);
            for (int i = row; i < rowEnd; i++) {
                tile.add(channel, kept.list, kept.begin(i, block), kept.begin(i, block + 1), width, out, at(i, column));
            }
        }
        for (int i = row; i < rowEnd; i++) {
            end(i, column, width);
        }
    }

    /// Where a column of a row of the group is in the result.
    private int at(int row, int column) {
        return (first + row) * columns + column;
    }

    private void begin(int row, int column, int width) {
        int to = at(row, column);
        if (bias.length == 0) {
            Arrays.fill(out, to, to + width, 0);
        } else {
            System.arraycopy(bias, column, out, to, width);
        }
    }

    private void end(int row, int column, int width) {
        int to = at(row, column);
        if (!kept.isFinite(row)) {
            Arrays.fill(out, to, to + width, Float.NaN);
        } else if (rank > 0) {
            KeptSums.add(u, column, columns, width, products, row * stride, row * stride + rank, out, to);
        }
        ending.apply(out, to, to + width);
    }
}
