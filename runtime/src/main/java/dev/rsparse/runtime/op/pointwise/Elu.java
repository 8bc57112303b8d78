package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X` where `X` is not negative, `alpha * (e^X - 1)` elsewhere; `alpha` is 1 (ONNX Elu-6, -22).
public final class Elu extends Unary {

    private final float alpha;

    public Elu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1);
    }

    @Override
    double apply(double number) {
        return number < 0 ? alpha * Math.expm1(number) : number;
    }
}
