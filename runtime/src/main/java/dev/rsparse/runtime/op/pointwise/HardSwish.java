package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X * max(0, min(1, X / 6 + 0.5))` (ONNX HardSwish-14, -22).
public final class HardSwish extends Unary {

    public HardSwish(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return number * Math.max(0, Math.min(1, number / 6 + 0.5));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = in[i] * Math.max(0f, Math.min(1f, in[i] * (1f / 6) + 0.5f));
        }
    }
}
