package dev.rsparse.runtime.op.linear;

/// The right sides of a batch of products, given out in panels of [Product#PANEL] columns.
public interface Panels {

    /// Writes rows `row..rowEnd` of columns `column..column + columns` of a matrix, each row [Product#PANEL]
    /// elements long, what is beyond `columns` 0. Several threads call it at the same time.
    ///
    /// @param batch number of the matrix
    /// @param columns at most [Product#PANEL]
    void pack(int batch, int row, int rowEnd, int column, int columns, float[] panel);

    /// The array in which rows of neighbouring columns lie at [#at] and every [#step] elements, or none where they
    /// lie nowhere so.
    default float[] rows() {
        return NONE;
    }

    /// The array in which columns of neighbouring rows lie at [#at] and every [#step] elements, or none where they
    /// lie nowhere so.
    default float[] columns() {
        return NONE;
    }

    /// Where a matrix begins in [#rows] or [#columns].
    default int at(int batch) {
        return 0;
    }

    /// Elements from one row to the next in [#rows], or from one column to the next in [#columns].
    default int step() {
        return 0;
    }

    /// What [#rows] gives where there are none.
    float[] NONE = {};
}
