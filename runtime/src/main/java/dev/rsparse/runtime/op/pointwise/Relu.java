package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.kernel.Pointwise;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = max(X, 0)`; a NaN stays one (ONNX Relu-6, -13, -14).
public final class Relu extends Unary {

    public Relu(Settings settings) {
        super(settings, Types.SIGNED_NUMBERS);
    }

    @Override
    double apply(double number) {
        return Math.max(number, 0);
    }

    @Override
    long apply(long number, boolean unsigned) {
        return Math.max(number, 0);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        Pointwise.relu(in, out, first, last);
    }
}
