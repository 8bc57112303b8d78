package dev.rsparse.runtime.op.nn;

/// Where the rows of attention heads lie in an array: `[batches,heads,rows,size]` or `[batches,rows,heads,size]`,
/// or part of a wider row or head.
final class Layout {

    float[] values = {};
    int batches;
    int heads;
    int rows;
    int size;
    int rowStep;
    private int start;
    private int batchStep;
    private int headStep;

    /// Heads one after the other, each with its rows.
    Layout byHead(float[] array, int batches, int heads, int rows, int size) {
        set(array, batches, heads, rows, size);
        start = 0;
        rowStep = size;
        headStep = rows * size;
        batchStep = heads * rows * size;
        return this;
    }

    /// Rows one after the other, each with its heads.
    void byRow(float[] array, int batches, int heads, int rows, int size) {
        byRow(array, batches, heads, rows, size, 0, heads * size);
    }

    /// Rows of `width` elements, each with its heads from element `start` on.
    void byRow(float[] array, int batches, int heads, int rows, int size, int start, int width) {
        set(array, batches, heads, rows, size);
        this.start = start;
        rowStep = width;
        headStep = size;
        batchStep = rows * width;
    }

    /// Rows one after the other, each with its heads, of each of which `parts` of `size` elements follow one
    /// another: part `part`.
    void byPart(float[] array, int batches, int heads, int rows, int size, int part, int parts) {
        byRow(array, batches, heads, rows, size, part * size, heads * parts * size);
        headStep = parts * size;
    }

    /// The same from element `first` of the array on.
    Layout from(int first) {
        start = first;
        return this;
    }

    private void set(float[] array, int batches, int heads, int rows, int size) {
        this.values = array;
        this.batches = batches;
        this.heads = heads;
        this.rows = rows;
        this.size = size;
    }

    /// Where a row of a head begins.
    int at(int batch, int head, int row) {
        return start + batch * batchStep + head * headStep + row * rowStep;
    }

    /// Copies `count` rows of each head of a batch, from row `first` on, to rows of `to` from row `into` on.
    void copy(int batch, int first, int count, Layout to, int into) {
        for (int head = 0; head < heads; head++) {
            for (int row = 0; row < count; row++) {
                System.arraycopy(values, at(batch, head, first + row), to.values, to.at(batch, head, into + row), size);
            }
        }
    }
}
