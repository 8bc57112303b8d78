package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = X W + B` for a constant `W`, and what [Finish] does with it. Attributes `depth` and `columns` are the extents
/// of `W`. Type: f32; sums begin with the bias and are taken in the order of `W`'s rows, with fused
/// multiplications. Stands for ONNX MatMul, Gemm and the Add behind them.
public final class FusedProduct implements Operator {

    private static final int[] ONE_RUN = {0};

    private final PanelLayout layout;
    private final Finish finish;
    private final PanelProduct product;
    private final Bias bias;
    private final Extents dims = new Extents();
    private int[] starts = {};

    public FusedProduct(Settings settings) {
        this.layout = new PanelLayout(
                Shapes.extent(settings.integer("depth", 0)), Shapes.extent(settings.integer("columns", 0)));
        this.finish = new Finish(settings);
        this.product = new PanelProduct(settings.workers(), layout, finish);
        this.bias = new Bias(layout.columns());
    }

    /// @param x `[...,K]`
    /// @param w the panels of a matrix `[K,N]`, as [PanelLayout] lays them
    /// @param b absent, or `[N]`
    /// @param more absent, or what is added; stretched as ONNX Add does
    /// @param y `[...,N]`
    public void run(Tensor x, Tensor w, Tensor b, Tensor more, Tensor y) {
        int depth = layout.depth();
        if (x.type() != ElementType.F32 || x.rank() == 0 || x.dim(-1) != depth) {
            throw new IllegalArgumentException(
                    "FusedProduct: X " + x + " does not go with W [" + depth + "," + layout.columns() + "]");
        }
        dims.copy(x);
        dims.set(x.rank() - 1, layout.columns());
        dims.shape(y, x.type());
        Tensor out = finish.begin(more, y);
        int rows = x.count() / depth;
        if (starts.length < rows) {
            starts = new int[rows];
            for (int row = 0; row < rows; row++) {
                starts[row] = row * depth;
            }
        }
        product.left(x.floats(), starts, rows).runs(ONE_RUN, depth).into(w.floats(), bias.of(b), out.floats());
        finish.end(more, y);
    }
}
