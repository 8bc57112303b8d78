package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X` where `X` is not negative, `alpha * X` elsewhere; `alpha` is 0.01 (ONNX LeakyRelu-6, -16).
public final class LeakyRelu extends Unary {

    private final float alpha;

    public LeakyRelu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 0.01f);
    }

    @Override
    double apply(double number) {
        return number < 0 ? alpha * number : number;
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = Math.max(in[i], 0f) + alpha * Math.min(in[i], 0f);
        }
    }
}
