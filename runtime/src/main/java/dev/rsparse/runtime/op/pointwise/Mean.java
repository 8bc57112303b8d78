package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The mean of any number of tensors, stretched to a common shape (ONNX Mean-6, -8, -13).
public final class Mean extends Variadic {

    public Mean(Settings settings) {
        super(settings, Types.FLOATS, new Add(settings));
    }

    @Override
    void finish(float[] results, int n, int count) {
        for (int i = 0; i < n; i++) {
            results[i] /= count;
        }
    }

    @Override
    double finish(double result, int count) {
        return result / count;
    }
}
