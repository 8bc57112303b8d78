package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Bits that are set in at least one of `A` and `B` (ONNX BitwiseOr-18).
public final class BitwiseOr extends Binary {

    public BitwiseOr(Settings settings) {
        super(settings, Types.INTEGERS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left | right;
    }
}
