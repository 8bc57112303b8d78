package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// Turns rows of matrices into columns.
final class Turning {

    /// Numbers that are worth a thread's while.
    private static final int LEAST = 1 << 12;

    /// Rows and columns of a block whose cache lines stay near.
    private static final int BLOCK = 16;

    private final Workers workers;
    private final Workers.Task task = this::blocks;
    private float[] from = {};
    private float[] to = {};
    private int rows;
    private int columns;
    private int across;
    private int block;

    Turning(Workers workers) {
        this.workers = workers;
    }

    /// Refuses what are no pictures of two spatial axes.
    static void check(String operator, Tensor x) {
        if (x.type() != ElementType.F32 || x.rank() != 4) {
            throw new IllegalArgumentException(operator + ": " + x + " are no pictures of type f32");
        }
    }

    /// Turns `matrices` matrices of `height` rows.
    void turn(float[] values, float[] result, int matrices, int height, int width) {
        if (height == 1 || width == 1) {
            System.arraycopy(values, 0, result, 0, matrices * height * width);
            return;
        }
        from = values;
        to = result;
        rows = height;
        columns = width;
        // Few rows: all of them stay near, and long runs of columns are read.
        block = height < BLOCK ? BLOCK * BLOCK : BLOCK;
        across = Math.ceilDiv(width, block);
        workers.share(matrices * across, Math.max(1, LEAST / (height * Math.min(width, block))), task);
    }

    private void blocks(int first, int end, int member) {
        for (int part = first; part < end; part++) {
            int matrix = part / across * rows * columns;
            int column = part % across * block;
            int columnEnd = Math.min(columns, column + block);
            for (int row = 0; row < rows; row += BLOCK) {
                int rowEnd = Math.min(rows, row + BLOCK);
                if (block > BLOCK) {
                    along(matrix, row, rowEnd, column, columnEnd);
                } else {
                    across(matrix, row, rowEnd, column, columnEnd);
                }
            }
        }
    }

    private void along(int matrix, int row, int rowEnd, int column, int columnEnd) {
        for (int i = row; i < rowEnd; i++) {
            int at = matrix + column * rows + i;
            for (int j = matrix + i * columns + column; j < matrix + i * columns + columnEnd; j++) {
                to[at] = from[j];
                at += rows;
            }
        }
    }

    private void across(int matrix, int row, int rowEnd, int column, int columnEnd) {
        for (int j = column; j < columnEnd; j++) {
            int at = matrix + row * columns + j;
            for (int i = matrix + j * rows + row; i < matrix + j * rows + rowEnd; i++) {
                to[i] = from[at];
                at += columns;
            }
        }
    }
}
