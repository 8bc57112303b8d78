package dev.rsparse.runtime.op.linear;

import java.util.Arrays;

/// Panels of matrices that lie in an array, by rows or by columns.
public final class MatrixPanels implements Panels {

    /// Rows of a panel that are written together: as many of its cache lines stay near.
    private static final int TOGETHER = 16;

    private float[] values = NONE;
    private int[] starts = {};
    private int rowStep;
    private int columnStep;

    /// Takes on matrices.
    ///
    /// @param starts where each begins, by number
    /// @param rowStep elements from one row to the next, `columnStep` from one column to the next; one of them is 1
    public MatrixPanels of(float[] values, int[] starts, int rowStep, int columnStep) {
        this.values = values;
        this.starts = starts;
        this.rowStep = rowStep;
        this.columnStep = columnStep;
        return this;
    }

    @Override
    public float[] rows() {
        return columnStep == 1 ? values : NONE;
    }

    @Override
    public float[] columns() {
        return rowStep == 1 && columnStep != 1 ? values : NONE;
    }

    @Override
    public int at(int batch) {
        return starts[batch];
    }

    @Override
    public int step() {
        return columnStep == 1 ? rowStep : columnStep;
    }

    @Override
    public void pack(int batch, int row, int rowEnd, int column, int columns, float[] panel) {
        int from = starts[batch] + column * columnStep;
        if (columns < Product.PANEL) {
            Arrays.fill(panel, 0, (rowEnd - row) * Product.PANEL, 0);
        }
        if (columnStep == 1) {
            for (int r = row; r < rowEnd; r++) {
                System.arraycopy(values, from + r * rowStep, panel, (r - row) * Product.PANEL, columns);
            }
            return;
        }
        for (int r = row; r < rowEnd; r += TOGETHER) {
            int end = Math.min(rowEnd, r + TOGETHER);
            for (int j = 0; j < columns; j++) {
                int at = from + j * columnStep;
                for (int i = r; i < end; i++) {
                    panel[(i - row) * Product.PANEL + j] = values[at + i * rowStep];
                }
            }
        }
    }
}
