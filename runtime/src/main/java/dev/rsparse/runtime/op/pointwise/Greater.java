package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether `A` is greater than `B`; nothing does with a NaN on either side (ONNX Greater-7, -9, -13).
public final class Greater extends Comparison {

    public Greater(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    boolean holds(double left, double right) {
        return left > right;
    }
}
