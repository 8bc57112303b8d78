package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the inverse hyperbolic tangent of `X`, NaN beyond 1 (ONNX Atanh-9, -22).
public final class Atanh extends Unary {

    public Atanh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return InverseHyperbolic.atanh(number);
    }
}
