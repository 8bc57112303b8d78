package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The p-norm of each channel of each picture; attribute `p` is 2 unless given. Types: floats. Source: ONNX
/// GlobalLpPool-2,-22.
public final class GlobalLpPool extends GlobalPools implements Operator {

    private final double p;

    public GlobalLpPool(Settings settings) {
        super("GlobalLpPool", settings);
        this.p = (double) settings.integer("p", 2);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,1...]`
    public void run(Tensor x, Tensor y) {
        pool(x, y);
    }

    @Override
    double plane(Tensor x, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Norms.power(x.number(i), p);
        }
        return Norms.root(sum, p);
    }
}
