package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the arc tangent of `X` (ONNX Atan-7, -22).
public final class Atan extends Unary {

    public Atan(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.atan(number);
    }
}
