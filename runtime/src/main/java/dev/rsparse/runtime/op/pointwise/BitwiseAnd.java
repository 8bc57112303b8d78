package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Bits that are set in both of `A` and `B` (ONNX BitwiseAnd-18).
public final class BitwiseAnd extends Binary {

    public BitwiseAnd(Settings settings) {
        super(settings, Types.INTEGERS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left & right;
    }
}
