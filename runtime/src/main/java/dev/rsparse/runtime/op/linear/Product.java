package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.kernel.QueryProducts;

/// Products of f32 matrices, added to what is there: `out[i][j] += Σ left[i][r] right[r][j]`. The sum of an element
/// is taken in the order of `r`, with fused multiplications, whatever the shapes and the number of threads; but
/// where one to three rows meet a right side that lies by columns, it is taken as [Dots] does.
///
/// The right side comes in panels of 32 columns, a block of rows at a time: such a block stays in the processor's
/// cache while it meets all rows of the left. Where there are so few of those that packing would not pay, rows or
/// columns of the right side are read where they lie.
public final class Product {

    /// Columns of a panel.
    public static final int PANEL = 32;

    /// Rows of a panel that are packed at a time: 32 KiB.
    private static final int DEPTH = 256;

    /// Rows of the left side that one packed panel meets.
    private static final int ROWS = 240;

    /// Rows that are multiplied together.
    private static final int TOGETHER = 8;

    /// With fewer rows than these a panel is not packed.
    private static final int FEW = 24;

    /// With fewer rows than these, columns of the right side are read where they lie.
    private static final int FEW_DOTS = 4;

    /// Multiplications that are worth a thread's while.
    private static final long LEAST = 1 << 17;

    private final Workers workers;
    private final Workers.Task task = this::parts;
    private final float[][] panels;
    private final float[][] tiles;
    private final float[][] tails;

    // The product that is being made; fields, so that none makes an object.
    private int rows;
    private int depth;
    private int columns;
    private float[] left = {};
    private int[] leftStarts = {};
    private int leftStep;
    private Panels right = new MatrixPanels();
    private float[] out = {};
    private int[] outStarts = {};
    private int outStep;
    private int rowGroups;
    private int strip;
    private int strips;
    private boolean direct;
    private boolean dots;

    public Product(Workers workers) {
        this.workers = workers;
        this.panels = new float[workers.size()][0];
        this.tiles = new float[workers.size()][0];
        this.tails = new float[workers.size()][0];
    }

    /// The left sides: where each begins in `values`, and the elements from one row to the next.
    public Product left(float[] values, int[] starts, int step) {
        left = values;
        leftStarts = starts;
        leftStep = step;
        return this;
    }

    /// The right sides.
    public Product right(Panels matrices) {
        right = matrices;
        return this;
    }

    /// What is added to: where each result begins in `values`, and the elements from one row to the next.
    public Product out(float[] values, int[] starts, int step) {
        out = values;
        outStarts = starts;
        outStep = step;
        return this;
    }

    /// Makes `batches` products of `rows` by `depth` and `depth` by `columns` elements.
    public void run(int batches, int rows, int depth, int columns) {
        if (batches == 0 || rows == 0 || depth == 0 || columns == 0) {
            return;
        }
        this.rows = rows;
        this.depth = depth;
        this.columns = columns;
        direct = right.rows() != Panels.NONE && rows < FEW;
        dots = right.columns() != Panels.NONE && rows < FEW_DOTS;
        strip = direct || dots ? 8 * PANEL : PANEL;
        strips = Math.ceilDiv(columns, strip);
        rowGroups = Math.ceilDiv(rows, ROWS);
        long work = (long) Math.min(rows, ROWS) * depth * Math.min(columns, strip);
        int least = (int) Math.max(1, LEAST / Math.max(1, work));
        workers.share(Math.multiplyExact(batches, rowGroups * strips), least, task);
    }

    private void parts(int from, int to, int member) {
        if (panels[member].length == 0) {
            panels[member] = new float[DEPTH * PANEL];
            tiles[member] = new float[(ROWS + TOGETHER) * PANEL];
            tails[member] = new float[TOGETHER * DEPTH];
        }
        for (int part = from; part < to; part++) {
            int group = part / strips % rowGroups;
            int column = part % strips * strip;
            part(
                    member,
                    part / strips / rowGroups,
                    group * ROWS,
                    Math.min(rows, (group + 1) * ROWS),
                    column,
                    Math.min(columns, column + strip));
        }
    }

    private void part(int member, int batch, int row, int rowEnd, int column, int columnEnd) {
        if (dots) {
            for (int i = row; i < rowEnd; i++) {
                int from = leftStarts[batch] + i * leftStep;
                int at = right.at(batch) + column * right.step();
                int to = outStarts[batch] + i * outStep + column;
                Dots.add(left, from, right.columns(), at, right.step(), columnEnd - column, depth, out, to);
            }
            return;
        }
        for (int r = 0; r < depth; r += DEPTH) {
            int count = Math.min(DEPTH, depth - r);
            int whole = direct ? (columnEnd - column) / PANEL * PANEL : 0;
            if (whole > 0) {
                int at = right.at(batch) + r * right.step() + column;
                multiply(member, batch, row, rowEnd, column, whole, right.rows(), at, right.step(), r, count);
            }
            if (column + whole < columnEnd) {
                int width = columnEnd - column - whole;
                right.pack(batch, r, r + count, column + whole, width, panels[member]);
                multiply(member, batch, row, rowEnd, column + whole, width, panels[member], 0, PANEL, r, count);
            }
        }
    }

    /// Adds the product of rows of the left side and rows `r..r + count` of the right, which lie in `b`.
    private void multiply(
            int member,
            int batch,
            int row,
            int rowEnd,
            int column,
            int width,
            float[] b,
            int at,
            int step,
            int r,
            int count) {
        // What works on whole groups of rows and whole panels must find them, or room for them.
        int whole = width % PANEL == 0 ? (rowEnd - row) / TOGETHER * TOGETHER : 0;
        int from = leftStarts[batch] + row * leftStep + r;
        int to = outStarts[batch] + row * outStep + column;
        QueryProducts.add(left, from, leftStep, whole, b, at, step, count, out, to, outStep, width / PANEL * PANEL);
        for (int i = row + whole; i < rowEnd; i += TOGETHER) {
            edge(member, batch, i, Math.min(TOGETHER, rowEnd - i), column, width, b, at, step, r, count);
        }
    }

    /// As [#multiply] for at most 8 rows, by way of copies.
    private void edge(
            int member,
            int batch,
            int row,
            int few,
            int column,
            int width,
            float[] b,
            int at,
            int step,
            int r,
            int count) {
        float[] tile = tiles[member];
        float[] tail = tails[member];
        int padded = Math.ceilDiv(width, PANEL) * PANEL;
        int from = leftStarts[batch] + row * leftStep + r;
        int to = outStarts[batch] + row * outStep + column;
        for (int i = 0; i < few; i++) {
            System.arraycopy(left, from + i * leftStep, tail, i * DEPTH, count);
            System.arraycopy(out, to + i * outStep, tile, i * padded, width);
        }
        QueryProducts.add(tail, 0, DEPTH, few, b, at, step, count, tile, 0, padded, padded);
        for (int i = 0; i < few; i++) {
            System.arraycopy(tile, i * padded, out, to + i * outStep, width);
        }
    }
}
