package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = 1 / X` (ONNX Reciprocal-6, -13).
public final class Reciprocal extends Unary {

    public Reciprocal(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return 1 / number;
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = 1f / in[i];
        }
    }
}
