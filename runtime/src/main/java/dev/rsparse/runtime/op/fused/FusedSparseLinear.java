package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.linear.SparseProduct;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// [dev.rsparse.runtime.op.linear.SparseLowRankLinear] with constant weights, a bias, and what [Finish] does with it.
/// Attributes `depth` and `columns` are the extents of `W`, which lies as it is: channels that are skipped are rows
/// of it. Type: f32; sums begin with the bias. Stands for dev.rsparse SparseLowRankLinear and the ONNX Add behind it.
public final class FusedSparseLinear implements Operator {

    private static final float[] NONE = {};

    private final int depth;
    private final int columns;
    private final Finish finish;
    private final SparseProduct product;
    private final Extents dims = new Extents();

    public FusedSparseLinear(Settings settings) {
        this.depth = Shapes.extent(settings.integer("depth", 0));
        this.columns = Shapes.extent(settings.integer("columns", 0));
        this.finish = new Finish(settings);
        this.product = new SparseProduct(settings.workers(), finish::apply);
    }

    /// @param x `[...,depth]`
    /// @param w `[depth,columns]`
    /// @param b absent, or `[columns]`
    /// @param more absent, or what is added; stretched as ONNX Add does
    /// @param c `[depth]`, or one number for all channels
    /// @param t one number
    /// @param v `[depth,rank]`, or with zeros behind each row; absent where there is no low-rank product
    /// @param u `[rank,columns]`, or absent with `v`
    /// @param y `[...,columns]`
    public void run(Tensor x, Tensor w, Tensor b, Tensor more, Tensor c, Tensor t, Tensor v, Tensor u, Tensor y) {
        if (x.type() != ElementType.F32 || x.rank() == 0 || x.dim(-1) != depth) {
            throw new IllegalArgumentException(
                    "SparseLowRankLinear: X " + x + " does not go with W [" + depth + "," + columns + "]");
        }
        dims.copy(x);
        dims.set(x.rank() - 1, columns);
        dims.shape(y, x.type());
        Tensor out = finish.begin(more, y);
        boolean factored = v.isPresent();
        product.left(x.floats(), x.count(0, x.rank() - 1), depth)
                .above(t.floats()[0], c.floats(), c.count() == 1)
                .right(w.floats(), columns)
                .lowRank(
                        factored ? v.floats() : NONE,
                        factored ? v.dim(1) : 0,
                        factored ? u.floats() : NONE,
                        factored ? u.dim(0) : 0)
                .into(b.isPresent() ? b.floats() : NONE, out.floats());
        finish.end(more, y);
    }
}
