package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = e^X`; of floats the relative error is below 2e-7 (ONNX Exp-6, -13).
public final class Exp extends Unary {

    public Exp(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.exp(number);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        Exponential.apply(in, out, first, last);
    }
}
