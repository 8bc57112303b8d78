package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether exactly one of `A` and `B` holds (ONNX Xor-7).
public final class Xor extends Binary {

    public Xor(Settings settings) {
        super(settings, Types.BOOLS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left ^ right;
    }
}
