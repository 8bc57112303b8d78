package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = X / norm(X)` along attribute `axis` (-1), the norm being `Σ |x|` with `p` 1 and `√Σ x²` with `p` 2 (unless
/// given). Where the norm is 0 the result is 0. Types: floats. Source: ONNX LpNormalization-1,-22.
public final class LpNormalization implements Operator {

    private final long axis;
    private final double p;

    public LpNormalization(Settings settings) {
        this.axis = settings.integer("axis", -1);
        this.p = (double) settings.integer("p", 2);
        if (p != 1 && p != 2) {
            throw new IllegalArgumentException("LpNormalization: p is " + p + ", expected 1 or 2");
        }
    }

    /// @param x of any shape
    /// @param y as `x`
    public void run(Tensor x, Tensor y) {
        Types.checkFloats("LpNormalization", "X", x);
        int at = Shapes.axis(axis, x.rank());
        int step = x.count(at + 1, x.rank());
        int extent = x.dim(at);
        y.shapeLike(x);
        for (int line = 0; line < x.count(0, at) * step; line++) {
            int from = line / step * extent * step + line % step;
            double sum = 0;
            for (int i = 0; i < extent; i++) {
                sum += Norms.power(x.number(from + i * step), p);
            }
            double norm = Norms.root(sum, p);
            for (int i = 0; i < extent; i++) {
                y.setNumber(from + i * step, norm == 0 ? 0 : x.number(from + i * step) / norm);
            }
        }
    }
}
