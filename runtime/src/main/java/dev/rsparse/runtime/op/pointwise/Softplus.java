package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = log(1 + e^X)` (ONNX Softplus-1, -22).
public final class Softplus extends Unary {

    public Softplus(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.max(number, 0) + Math.log1p(Math.exp(-Math.abs(number)));
    }
}
