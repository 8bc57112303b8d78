package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the least integer not below `X` (ONNX Ceil-6, -13).
public final class Ceil extends Unary {

    public Ceil(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.ceil(number);
    }
}
