package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.kernel.PanelProducts;

/// Products of rows that lie anywhere with a constant matrix in panels, and what is done with each result while it
/// is in the cache. The sum of an element begins with its bias and is taken in the order of the matrix's rows, with
/// fused multiplications, whatever the shapes and the number of threads.
final class PanelProduct {

    /// Rows of a panel that are multiplied at a time where several groups of rows meet them: 32 KiB.
    private static final int DEPTH = 256;

    /// Elements of the result that are done before they are finished, so that they are in the cache still.
    private static final int BLOCK = 1 << 12;

    /// Rows that a panel meets at least, so that reading it again costs little.
    private static final int LEAST_ROWS = 32;

    /// Rows after which nothing is gained.
    private static final int MOST_ROWS = 256;

    /// Multiplications that are worth a thread's while: some two microseconds.
    private static final long LEAST = 1 << 16;

    private final Workers workers;
    private final PanelLayout layout;
    private final Finish finish;
    private final Workers.Task byRows = this::rows;
    private final Workers.Task byPanels = this::panels;
    /// Of each thread, results of fewer columns than a panel has.
    private final float[][] tiles;

    // The product that is being made; fields, so that none makes an object.
    private float[] a = {};
    private int[] starts = {};
    private int rows;
    private int[] offsets = {};
    private int run;
    private float[] b = {};
    private float[] bias = {};
    private float[] out = {};
    private int group;

    PanelProduct(Workers workers, PanelLayout layout, Finish finish) {
        this.workers = workers;
        this.layout = layout;
        this.finish = finish;
        this.tiles = new float[workers.size()][0];
    }

    /// The left side: where its rows begin in `values`.
    PanelProduct left(float[] values, int[] rowStarts, int count) {
        a = values;
        starts = rowStarts;
        rows = count;
        return this;
    }

    /// The runs of `length` numbers that a row consists of, by where each begins behind the row's beginning.
    PanelProduct runs(int[] runOffsets, int length) {
        offsets = runOffsets;
        run = length;
        return this;
    }

    /// Writes `rows` rows of the result from the beginning of `result` on.
    ///
    /// @param packed the matrix, as [PanelLayout#pack] gives it
    /// @param start what the sums of each column begin with; at least a panel's width long
    void into(float[] packed, float[] start, float[] result) {
        b = packed;
        bias = start;
        out = result;
        int groups = Math.ceilDiv(rows, PanelProducts.ROWS);
        long work = (long) rows * layout.depth() * layout.columns();
        if (groups >= 2 * workers.size()) {
            group = Math.clamp(BLOCK / layout.columns(), LEAST_ROWS, MOST_ROWS) & -PanelProducts.ROWS;
            workers.share(groups, least(work / groups), byRows);
        } else {
            group = rows;
            workers.share(layout.units(), least(work / layout.units()), byPanels);
        }
    }

    private static int least(long work) {
        return (int) Math.max(1, LEAST / Math.max(1, work));
    }

    private void rows(int from, int to, int member) {
        int end = Math.min(rows, to * PanelProducts.ROWS);
        for (int row = from * PanelProducts.ROWS; row < end; row += group) {
            int rowEnd = Math.min(end, row + group);
            for (int panel = 0; panel < layout.count(); panel++) {
                panel(panel, row, rowEnd, member);
            }
            finish.apply(out, row * layout.columns(), rowEnd * layout.columns());
        }
    }

    private void panels(int from, int to, int member) {
        for (int unit = from; unit < to; unit++) {
            for (int panel = unit; panel < layout.end(unit); panel++) {
                panel(panel, 0, rows, member);
            }
            int last = layout.end(unit) - 1;
            int end = Math.min(layout.columns(), layout.column(last) + layout.width(last));
            for (int row = 0; row < rows; row++) {
                int at = row * layout.columns();
                finish.apply(out, at + layout.column(unit), at + end);
            }
        }
    }

    /// Rows `row..rowEnd` of the columns of a panel.
    private void panel(int panel, int row, int rowEnd, int member) {
        int columns = layout.columns();
        if (columns >= layout.width(panel)) {
            multiply(panel, row, rowEnd, out, row * columns + layout.column(panel), columns);
            return;
        }
        int width = layout.width(panel);
        if (tiles[member].length < (rowEnd - row) * width) {
            tiles[member] = new float[(rowEnd - row) * width];
        }
        float[] tile = tiles[member];
        multiply(panel, row, rowEnd, tile, 0, width);
        for (int i = row; i < rowEnd; i++) {
            System.arraycopy(tile, (i - row) * width, out, i * columns, columns);
        }
    }

    /// The product of rows and a panel, in `c` from `to` on. Where few rows meet the panel, or it is small, it is
    /// gone through once; otherwise a part of one run at a time.
    private void multiply(int panel, int row, int rowEnd, float[] c, int to, int cStride) {
        int width = layout.width(panel);
        int at = layout.at(panel);
        int column = layout.column(panel);
        if (rowEnd - row <= PanelProducts.ROWS || layout.depth() <= DEPTH) {
            add(row, rowEnd, 0, offsets.length, 0, at, width, run, bias, column, 0, c, to, cStride);
            return;
        }
        for (int piece = 0; piece < offsets.length; piece++) {
            for (int r = 0; r < run; r += DEPTH) {
                int count = Math.min(DEPTH, run - r);
                int from = at + (piece * run + r) * width;
                if (piece == 0 && r == 0) {
                    add(row, rowEnd, piece, piece + 1, r, from, width, count, bias, column, 0, c, to, cStride);
                } else {
                    add(row, rowEnd, piece, piece + 1, r, from, width, count, c, to, cStride, c, to, cStride);
                }
            }
        }
    }

    private void add(
            int row,
            int rowEnd,
            int piece,
            int pieceEnd,
            int skip,
            int at,
            int width,
            int count,
            float[] from,
            int fromAt,
            int fromStride,
            float[] c,
            int to,
            int cStride) {
        for (int i = row; i < rowEnd; i += PanelProducts.ROWS) {
            PanelProducts.add(
                    a,
                    starts,
                    i,
                    offsets,
                    piece,
                    pieceEnd,
                    skip,
                    Math.min(PanelProducts.ROWS, rowEnd - i),
                    b,
                    at,
                    width,
                    count,
                    from,
                    fromAt + (i - row) * fromStride,
                    fromStride,
                    c,
                    to + (i - row) * cStride,
                    cStride);
        }
    }
}
