package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X` where `X` is greater than `alpha`, 0 elsewhere; `alpha` is 1 (ONNX ThresholdedRelu-10, -22).
public final class ThresholdedRelu extends Unary {

    private final float alpha;

    public ThresholdedRelu(Settings settings) {
        super(settings, Types.FLOATS);
        this.alpha = settings.number("alpha", 1);
    }

    @Override
    double apply(double number) {
        return number > alpha ? number : 0;
    }
}
