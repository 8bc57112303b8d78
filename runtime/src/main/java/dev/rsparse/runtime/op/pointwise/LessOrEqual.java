package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether `A` is less than or equals `B`; nothing does with a NaN on either side (ONNX LessOrEqual-12, -16).
public final class LessOrEqual extends Comparison {

    public LessOrEqual(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    boolean holds(double left, double right) {
        return left <= right;
    }
}
