package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.op.linear.MatrixPanels;
import dev.rsparse.runtime.op.linear.PlainProducts;
import dev.rsparse.runtime.op.linear.Product;

/// Products of matrices of [Numbers]: of f32 by all threads as [Product] makes them, of f64 one number after the
/// other.
final class NumberProduct {

    private final Product product;
    private final MatrixPanels panels = new MatrixPanels();
    private final int[] zero = new int[1];
    private final int[] start = new int[1];
    private Numbers right = new Numbers();
    private int at;
    private int rowStep;
    private int columnStep;

    NumberProduct(Workers workers) {
        this.product = new Product(workers);
    }

    /// The right side: where it begins, and the numbers from one row to the next, and from one column.
    NumberProduct right(Numbers matrix, int at, int rowStep, int columnStep) {
        this.right = matrix;
        this.at = at;
        this.rowStep = rowStep;
        this.columnStep = columnStep;
        return this;
    }

    /// Adds the product of `rows` by `depth` numbers and the right side to `rows` by `columns` numbers.
    void add(Numbers left, Numbers out, int rows, int depth, int columns) {
        if (out.isSingle()) {
            start[0] = at;
            product.left(left.floats(), zero, depth)
                    .right(panels.of(right.floats(), start, rowStep, columnStep))
                    .out(out.floats(), zero, columns)
                    .run(1, rows, depth, columns);
        } else {
            PlainProducts.add(
                    left.doubles(),
                    0,
                    depth,
                    1,
                    right.doubles(),
                    at,
                    rowStep,
                    columnStep,
                    out.doubles(),
                    0,
                    columns,
                    rows,
                    depth,
                    columns);
        }
    }
}
