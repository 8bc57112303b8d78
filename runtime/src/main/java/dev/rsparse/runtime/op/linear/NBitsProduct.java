package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Linears whose weight is kept in integers of few bits: few rows meet it as it is stored, more of them panels that
/// are unpacked for them all. It is never unpacked as a whole.
public final class NBitsProduct {

    private static final int[] IN_ORDER = {};

    /// From so many rows on panels are faster.
    private static final int MANY = 24;

    private final NBitsLayout layout;
    private final NBitsRows few;
    private final NBitsPanels panels;
    private final Product many;
    private final Floats left = new Floats();
    private final Floats start = new Floats();
    private final Floats result = new Floats();
    private final Extents dims = new Extents();
    private final int[] zero = new int[1];
    private int[] order = IN_ORDER;
    private int[] words = {};
    private float[] scales = {};
    private float[] marks = {};

    public NBitsProduct(NBitsLayout layout, Workers workers) {
        this.layout = layout;
        this.few = new NBitsRows(layout, workers);
        this.panels = new NBitsPanels(layout);
        this.many = new Product(workers);
    }

    /// The weight, as it is laid.
    public NBitsProduct weight(int[] laid, float[] blockScales, float[] blockMarks) {
        words = laid;
        scales = blockScales;
        marks = blockMarks;
        return this;
    }

    /// Which channel meets each row of the weight: all in order unless this says otherwise.
    public NBitsProduct order(int[] channels) {
        order = channels;
        return this;
    }

    /// Writes the product of rows and the weight.
    ///
    /// @param a `[...,depth]`
    /// @param bias `[columns]`, or absent
    /// @param y `[...,columns]`, of the type of `a`
    public void run(Tensor a, Tensor bias, Tensor y) {
        boolean fits =
                a.rank() >= 1 && a.dim(-1) == layout.depth && (!bias.isPresent() || bias.count() == layout.columns);
        if (!fits) {
            throw new IllegalArgumentException("MatMulNBits: A " + a + (bias.isPresent() ? " and bias " + bias : "")
                    + " cannot go with K " + layout.depth + " and N " + layout.columns);
        }
        float[] x = left.of(a);
        int rows = a.count() / Math.max(1, layout.depth);
        dims.copy(a);
        dims.set(a.rank() - 1, layout.columns);
        dims.shape(y, a.type());
        float[] to = result.into(y);
        begin(bias, rows, to);
        if (rows < MANY || order.length > 0 || !layout.isFilled()) {
            few.left(x, rows, order);
            few.add(words, scales, marks, to);
        } else {
            many.left(x, zero, layout.depth)
                    .right(panels.of(words, scales, marks))
                    .out(to, zero, layout.columns)
                    .run(1, rows, layout.depth, layout.columns);
        }
        result.store(y);
    }

    private void begin(Tensor bias, int rows, float[] to) {
        if (!bias.isPresent()) {
            Arrays.fill(to, 0, rows * layout.columns, 0);
            return;
        }
        float[] from = start.of(bias);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, 0, to, row * layout.columns, layout.columns);
        }
    }
}
