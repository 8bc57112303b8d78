package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = gamma * X` where `X` is positive, `gamma * alpha * (e^X - 1)` elsewhere; `alpha` is 1.6732632, `gamma` is
/// 1.050701 (ONNX Selu-6, -22).
public final class Selu extends Unary {

    private final float alpha;
    private final float gamma;

    public Selu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1.6732632f);
        this.gamma = settings.number("gamma", 1.050701f);
    }

    @Override
    double apply(double number) {
        return gamma * (number <= 0 ? alpha * Math.expm1(number) : number);
    }
}
