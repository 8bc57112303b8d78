package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The bits that are not set in `X` (ONNX BitwiseNot-18).
public final class BitwiseNot extends Unary {

    public BitwiseNot(Settings settings) {
        super(settings, Types.INTEGERS);
    }

    @Override
    double apply(double number) {
        return number;
    }

    @Override
    long apply(long number, boolean unsigned) {
        return ~number;
    }
}
