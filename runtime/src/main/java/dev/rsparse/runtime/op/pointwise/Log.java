package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the natural logarithm of `X`, NaN of a negative number (ONNX Log-6, -13).
public final class Log extends Unary {

    public Log(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.log(number);
    }
}
