package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether both of `A` and `B` hold (ONNX And-7).
public final class And extends Binary {

    public And(Settings settings) {
        super(settings, Types.BOOLS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left & right;
    }
}
