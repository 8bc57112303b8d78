package dev.rsparse.runtime.op.linear;

/// Products of matrices of the less common types: `out[i][j] += Σ left[i][r] right[r][j]`, summed in the order of
/// `r`. Matrices lie in arrays with any distance of rows and of columns; those of `out` are next to each other.
public final class PlainProducts {

    private PlainProducts() {}

    /// Adds a product of `rows` by `depth` and `depth` by `columns` elements.
    public static void add(
            double[] left,
            int leftAt,
            int leftRow,
            int leftColumn,
            double[] right,
            int rightAt,
            int rightRow,
            int rightColumn,
            double[] out,
            int outAt,
            int outRow,
            int rows,
            int depth,
            int columns) {
        for (int i = 0; i < rows; i++) {
            for (int r = 0; r < depth; r++) {
                double factor = left[leftAt + i * leftRow + r * leftColumn];
                int from = rightAt + r * rightRow;
                int to = outAt + i * outRow;
                for (int j = 0; j < columns; j++) {
                    out[to + j] += factor * right[from + j * rightColumn];
                }
            }
        }
    }

    /// The same for integers, which wrap.
    public static void add(
            long[] left,
            int leftAt,
            int leftRow,
            int leftColumn,
            long[] right,
            int rightAt,
            int rightRow,
            int rightColumn,
            long[] out,
            int outAt,
            int outRow,
            int rows,
            int depth,
            int columns) {
        for (int i = 0; i < rows; i++) {
            for (int r = 0; r < depth; r++) {
                long factor = left[leftAt + i * leftRow + r * leftColumn];
                int from = rightAt + r * rightRow;
                int to = outAt + i * outRow;
                for (int j = 0; j < columns; j++) {
                    out[to + j] += factor * right[from + j * rightColumn];
                }
            }
        }
    }
}
