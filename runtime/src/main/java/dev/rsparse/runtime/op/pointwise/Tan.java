package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the tangent of `X`, in radians (ONNX Tan-7, -22).
public final class Tan extends Unary {

    public Tan(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.tan(number);
    }
}
