package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the cosine of `X`, in radians (ONNX Cos-7, -22).
public final class Cos extends Unary {

    public Cos(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.cos(number);
    }
}
