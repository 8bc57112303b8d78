package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Bits that are set in exactly one of `A` and `B` (ONNX BitwiseXor-18).
public final class BitwiseXor extends Binary {

    public BitwiseXor(Settings settings) {
        super(settings, Types.INTEGERS);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left ^ right;
    }
}
