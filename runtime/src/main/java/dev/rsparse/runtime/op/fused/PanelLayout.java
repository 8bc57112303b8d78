package dev.rsparse.runtime.op.fused;

/// How a matrix lies in panels of columns: panels of 32, then one of 16 or 32 for the rest. Rows of a panel follow
/// each other, so that a product reads it from beginning to end. The last panel begins so far to the left that it
/// is full: what it shares with its neighbour is computed twice, to the same bits. Only of fewer than 16 columns
/// are there zeros beyond the last.
///
/// @param depth rows
/// @param columns of the matrix
public record PanelLayout(int depth, int columns) {

    /// Columns of a panel.
    public static final int WIDE = 32;

    /// Columns of a last panel, where they suffice.
    public static final int NARROW = 16;

    /// Number of panels.
    public int count() {
        return whole() + narrow() + (columns > WIDE && columns % WIDE > NARROW ? 1 : 0);
    }

    private int whole() {
        return columns / WIDE;
    }

    /// Panels of 16 columns: two where 17 to 31 are all there are.
    private int narrow() {
        int rest = columns % WIDE;
        if (rest > NARROW) {
            return columns < WIDE ? 2 : 0;
        }
        return rest == 0 ? 0 : 1;
    }

    /// Columns of a panel.
    public int width(int panel) {
        return panel >= count() - narrow() ? NARROW : WIDE;
    }

    /// The first column of a panel.
    public int column(int panel) {
        if (panel < count() - 1) {
            return panel * width(0);
        }
        return Math.max(0, columns - width(panel));
    }

    /// Where a panel begins.
    public int at(int panel) {
        return panel * width(0) * depth;
    }

    /// Panels that are done one after the other by one thread: the last goes with the one that it shares columns
    /// with.
    public int units() {
        return sharesLast() ? count() - 1 : count();
    }

    private boolean sharesLast() {
        int last = count() - 1;
        return last > 0 && column(last) < column(last - 1) + width(last - 1);
    }

    /// The panel behind the last of a unit.
    public int end(int unit) {
        return unit == units() - 1 ? count() : unit + 1;
    }

    /// Elements of all panels.
    public int size() {
        int last = count() - 1;
        return at(last) + width(last) * depth;
    }

    /// The panels of a matrix whose element of row `r` and column `j` is `values[r * rowStep + j * columnStep]`.
    public float[] pack(float[] values, int rowStep, int columnStep) {
        float[] packed = new float[size()];
        for (int panel = 0; panel < count(); panel++) {
            int width = width(panel);
            int there = Math.min(width, columns);
            for (int j = 0; j < there; j++) {
                int from = (column(panel) + j) * columnStep;
                for (int r = 0; r < depth; r++) {
                    packed[at(panel) + r * width + j] = values[from + r * rowStep];
                }
            }
        }
        return packed;
    }
}
