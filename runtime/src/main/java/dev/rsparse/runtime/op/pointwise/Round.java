package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y` is the integer nearest to `X`, the even one of two (ONNX Round-11, -22).
public final class Round extends Unary {

    public Round(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return Math.rint(number);
    }
}
