package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the arc cosine of `X`, NaN beyond 1 (ONNX Acos-7, -22).
public final class Acos extends Unary {

    public Acos(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.acos(number);
    }
}
