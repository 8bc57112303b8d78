package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X * tanh(log(1 + e^X))` (ONNX Mish-18, -22).
public final class Mish extends Unary {

    public Mish(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return number * Math.tanh(Math.max(number, 0) + Math.log1p(Math.exp(-Math.abs(number))));
    }
}
