package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = max(0, X) + min(0, alpha * (e^(X / alpha) - 1))`; `alpha` is 1 (ONNX Celu-12).
public final class Celu extends Unary {

    private final float alpha;

    public Celu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1);
    }

    @Override
    double apply(double number) {
        return Math.max(0, number) + Math.min(0, alpha * Math.expm1(number / alpha));
    }
}
