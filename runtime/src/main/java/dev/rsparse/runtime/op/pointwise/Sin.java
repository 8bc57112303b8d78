package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the sine of `X`, in radians (ONNX Sin-7, -22).
public final class Sin extends Unary {

    public Sin(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.sin(number);
    }
}
