package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X / (1 + |X|)` (ONNX Softsign-1, -22).
public final class Softsign extends Unary {

    public Softsign(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return number / (1 + Math.abs(number));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = in[i] / (1 + Math.abs(in[i]));
        }
    }
}
