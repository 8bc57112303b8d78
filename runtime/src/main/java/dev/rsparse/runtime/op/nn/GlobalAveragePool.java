package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.kernel.LayerNorm;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The mean of each channel of each picture. Types: floats. Source: ONNX GlobalAveragePool-1,-22.
public final class GlobalAveragePool extends GlobalPools implements Operator {

    public GlobalAveragePool(Settings settings) {
        super("GlobalAveragePool", settings);
    }

    /// @param x `[N,C,...]`
    /// @param y `[N,C,1...]`
    public void run(Tensor x, Tensor y) {
        pool(x, y);
    }

    @Override
    double plane(Tensor x, int from, int count) {
        if (x.type() == ElementType.F32) {
            return LayerNorm.sum(x.floats(), from, count) / count;
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x.number(i);
        }
        return sum / count;
    }
}
