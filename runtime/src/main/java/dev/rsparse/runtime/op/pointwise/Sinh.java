package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the hyperbolic sine of `X` (ONNX Sinh-9, -22).
public final class Sinh extends Unary {

    public Sinh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.sinh(number);
    }
}
