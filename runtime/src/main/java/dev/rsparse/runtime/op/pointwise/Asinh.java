package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the inverse hyperbolic sine of `X` (ONNX Asinh-9, -22).
public final class Asinh extends Unary {

    public Asinh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.copySign(InverseHyperbolic.asinh(Math.abs(number)), number);
    }
}
