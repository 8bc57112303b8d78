package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the inverse hyperbolic cosine of `X`, NaN below 1 (ONNX Acosh-9, -22).
public final class Acosh extends Unary {

    public Acosh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return InverseHyperbolic.acosh(number);
    }
}
