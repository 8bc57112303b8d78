package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the greatest integer not above `X` (ONNX Floor-6, -13).
public final class Floor extends Unary {

    public Floor(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.floor(number);
    }
}
