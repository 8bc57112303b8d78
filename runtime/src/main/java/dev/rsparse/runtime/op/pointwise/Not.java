package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether `X` does not hold (ONNX Not-1).
public final class Not extends Unary {

    public Not(Settings settings) {
        super(settings, Types.BOOLS);
    }

    @Override
    double apply(double number) {
        return number == 0 ? 1 : 0;
    }

    @Override
    long apply(long number, boolean unsigned) {
        return number == 0 ? 1 : 0;
    }
}
