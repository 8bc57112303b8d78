package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the square root of `X`, NaN of a negative number (ONNX Sqrt-6, -13).
public final class Sqrt extends Unary {

    public Sqrt(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.sqrt(number);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = (float) Math.sqrt(in[i]);
        }
    }
}
