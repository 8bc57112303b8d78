package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.kernel.Pointwise;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the hyperbolic tangent of `X`; of floats the relative error is below 3e-7 (ONNX Tanh-6, -13).
public final class Tanh extends Unary {

    public Tanh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.tanh(number);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        Pointwise.tanh(in, out, first, last);
    }
}
