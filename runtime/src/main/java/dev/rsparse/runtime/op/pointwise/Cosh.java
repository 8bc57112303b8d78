package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the hyperbolic cosine of `X` (ONNX Cosh-9, -22).
public final class Cosh extends Unary {

    public Cosh(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.cosh(number);
    }
}
