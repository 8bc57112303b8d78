package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether at least one of `A` and `B` holds (ONNX Or-7).
public final class Or extends Binary {

    public Or(Settings settings) {
        super(settings, Types.BOOLS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left | right;
    }
}
