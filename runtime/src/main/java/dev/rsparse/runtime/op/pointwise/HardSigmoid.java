package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = max(0, min(1, alpha * X + beta))`; `alpha` is 0.2, `beta` is 0.5 (ONNX HardSigmoid-6, -22).
public final class HardSigmoid extends Unary {

    private final float alpha;
    private final float beta;

    public HardSigmoid(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 0.2f);
        this.beta = settings.number("beta", 0.5f);
    }

    @Override
    double apply(double number) {
        return Math.max(0, Math.min(1, alpha * number + beta));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = Math.max(0f, Math.min(1f, alpha * in[i] + beta));
        }
    }
}
