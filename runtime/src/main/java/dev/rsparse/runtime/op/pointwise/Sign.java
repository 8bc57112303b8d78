package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is -1, 0 or 1 as `X` is negative, zero or positive; a NaN stays one (ONNX Sign-9, -13).
public final class Sign extends Unary {

    public Sign(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double number) {
        return Math.signum(number);
    }

    @Override
    long apply(long number, boolean unsigned) {
        return unsigned ? Math.min(1, Math.abs(Long.signum(number))) : Long.signum(number);
    }
}
