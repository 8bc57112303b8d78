package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The p-norm of the numbers in each place of a window, `(Σ |x|^p)^(1/p)`. Attributes: those of
/// [dev.rsparse.runtime.op.linear.Window], and `p` (2). Types: floats. Source: ONNX LpPool-2,-11,-18,-22.
public final class LpPool extends Pools implements Operator {

    private final double p;

    public LpPool(Settings settings) {
        super("LpPool", settings);
        this.p = (double) settings.integer("p", 2);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,...]`
    public void run(Tensor x, Tensor y) {
        Types.checkFloats("LpPool", "X", x);
        shape(x, y);
        pool(x, y);
    }

    @Override
    void step(Tensor x, Tensor y, int from, int[] range, int to, int z, int row, int column) {
        double sum = 0;
        for (int k = range[0]; k < range[1]; k += window.dilation(0)) {
            for (int i = range[2]; i < range[3]; i += window.dilation(1)) {
                int line = from + (k * window.in(1) + i) * window.in(2);
                for (int j = range[4]; j < range[5]; j += window.dilation(2)) {
                    sum += Norms.power(x.number(line + j), p);
                }
            }
        }
        y.setNumber(to, Norms.root(sum, p));
    }
}
