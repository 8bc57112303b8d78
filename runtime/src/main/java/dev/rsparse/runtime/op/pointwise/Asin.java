package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the arc sine of `X`, NaN beyond 1 (ONNX Asin-7, -22).
public final class Asin extends Unary {

    public Asin(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.asin(number);
    }
}
