package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X / (1 + e^(-alpha * X))`; `alpha` is 1.702 (QuickGelu of com.microsoft).
public final class QuickGelu extends Unary {

    private final float alpha;

    public QuickGelu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1.702f);
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
