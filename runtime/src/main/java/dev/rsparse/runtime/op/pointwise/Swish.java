package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X / (1 + e^(-alpha * X))`, also called SiLU; `alpha` is 1 (ONNX Swish-24).
public final class Swish extends Unary {

    private final float alpha;

    public Swish(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1);
    }

    @Override
    double apply(double number) {
        return number / (1 + Math.exp(-alpha * number));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        ScaledSwish.apply(in, out, first, last, alpha);
    }
}
