package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The largest number of each channel of each picture. Types: floats. Source: ONNX GlobalMaxPool-1,-22.
public final class GlobalMaxPool extends GlobalPools implements Operator {

    public GlobalMaxPool(Settings settings) {
        super("GlobalMaxPool", settings);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,1...]`
    public void run(Tensor x, Tensor y) {
        pool(x, y);
    }

    @Override
    double plane(Tensor x, int from, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, x.number(i));
        }
        return most;
    }
}
