package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What operators share that are a product of two tensors: `alpha A B + beta C`. Floats of up to 32 bits are
/// multiplied as f32 and rounded once, doubles as such, integers wrap.
abstract class MatrixOperator {

    private final String operator;
    final MatrixPair pair;
    private final float alpha;
    private final float beta;
    private final Product product;
    private final MatrixPanels panels = new MatrixPanels();
    private final Floats left = new Floats();
    private final Floats turned = new Floats();
    private final Floats right = new Floats();
    private final Floats result = new Floats();
    private final Doubles doubleLeft = new Doubles();
    private final Doubles doubleRight = new Doubles();
    private final Doubles doubleResult = new Doubles();

    // How C is stretched over the result: the elements that it moves on by.
    private int biasRow;
    private int biasColumn;

    MatrixOperator(String operator, Settings settings) {
        this.operator = operator;
        this.pair = new MatrixPair(operator);
        this.alpha = settings.number("alpha", 1);
        this.beta = settings.number("beta", 1);
        this.product = new Product(settings.workers());
    }

    /// Multiplies what `pair` was made of.
    final void multiply(Tensor a, Tensor b, Tensor c, Tensor out) {
        if (a.type() != b.type() || c.isPresent() && c.type() != a.type()) {
            throw new IllegalArgumentException(
                    operator + ": A " + a + " and B " + b + (c.isPresent() ? ", C " + c : "") + " differ in type");
        }
        setBias(a, b, c);
        pair.shape(a.type(), out);
        switch (a.type()) {
            case F32, F16, BF16 -> floats(a, b, c, out);
            case F64 -> doubles(a, b, c, out);
            case I8, U8, I16, U16, I32, U32, I64, U64 -> integers(a, b, c, out);
            default -> throw new IllegalArgumentException(operator + ": A " + a + " has no such product");
        }
    }

    private void setBias(Tensor a, Tensor b, Tensor c) {
        if (!c.isPresent()) {
            return;
        }
        int width = c.rank() == 0 ? 1 : c.dim(-1);
        int height = c.rank() < 2 ? 1 : c.dim(-2);
        boolean fits = c.rank() <= 2 && (width == 1 || width == pair.columns) && (height == 1 || height == pair.rows);
        if (!fits) {
            throw new IllegalArgumentException(
                    operator + ": C " + c + " cannot be stretched to the product of A " + a + " and B " + b);
        }
        biasColumn = width == 1 ? 0 : 1;
        biasRow = height == 1 ? 0 : width;
    }

    private void floats(Tensor a, Tensor b, Tensor c, Tensor out) {
        float[] from = left.of(a);
        int[] starts = pair.leftStarts;
        int step = pair.leftRow;
        if (pair.leftColumn != 1 || alpha != 1) {
            from = turn(from, a.count());
            step = pair.depth;
        }
        float[] to = result.into(out);
        start(c, to, out.count());
        product.left(from, starts, step)
                .right(panels.of(right.of(b), pair.rightStarts, pair.rightRow, pair.rightColumn))
                .out(to, pair.outStarts, pair.columns)
                .run(pair.batches, pair.rows, pair.depth, pair.columns);
        result.store(out);
    }

    /// The left side by rows, times `alpha`.
    private float[] turn(float[] from, int count) {
        float[] to = turned.room(count);
        int size = pair.rows * pair.depth;
        for (int at = 0; at < count; at += size) {
            for (int i = 0; i < pair.rows; i++) {
                for (int r = 0; r < pair.depth; r++) {
                    to[at + i * pair.depth + r] = alpha * from[at + i * pair.leftRow + r * pair.leftColumn];
                }
            }
        }
        return to;
    }

    /// What the product is added to.
    private void start(Tensor c, float[] to, int count) {
        if (!c.isPresent() || beta == 0) {
            Arrays.fill(to, 0, count, 0);
            return;
        }
        for (int i = 0; i < pair.rows; i++) {
            for (int j = 0; j < pair.columns; j++) {
                to[i * pair.columns + j] = (float) (beta * c.number(i * biasRow + j * biasColumn));
            }
        }
    }

    private void doubles(Tensor a, Tensor b, Tensor c, Tensor out) {
        double[] to = pair.multiply(doubleLeft.of(a), doubleRight.of(b), doubleResult.into(out));
        for (int i = 0; i < out.count(); i++) {
            to[i] = alpha * to[i] + bias(c, i);
        }
        doubleResult.store(out);
    }

    private double bias(Tensor c, int i) {
        return c.isPresent() ? beta * c.number(biasAt(i)) : 0;
    }

    private int biasAt(int i) {
        return i / pair.columns * biasRow + i % pair.columns * biasColumn;
    }

    private void integers(Tensor a, Tensor b, Tensor c, Tensor out) {
        long[] to = new long[out.count()];
        long[] from = a.toLongs();
        long[] with = b.toLongs();
        for (int batch = 0; batch < pair.batches; batch++) {
            PlainProducts.add(
                    from,
                    pair.leftStarts[batch],
                    pair.leftRow,
                    pair.leftColumn,
                    with,
                    pair.rightStarts[batch],
                    pair.rightRow,
                    pair.rightColumn,
                    to,
                    pair.outStarts[batch],
                    pair.columns,
                    pair.rows,
                    pair.depth,
                    pair.columns);
        }
        boolean plain = alpha == 1 && beta == 1;
        for (int i = 0; i < out.count(); i++) {
            long bias = c.isPresent() ? c.integer(biasAt(i)) : 0;
            out.setInteger(i, plain ? to[i] + bias : (long) ((double) alpha * to[i] + (double) beta * bias));
        }
    }
}
