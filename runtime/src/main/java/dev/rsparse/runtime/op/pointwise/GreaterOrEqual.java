package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether `A` is greater than or equals `B`; nothing does with a NaN on either side (ONNX GreaterOrEqual-12, -16).
public final class GreaterOrEqual extends Comparison {

    public GreaterOrEqual(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    boolean holds(double left, double right) {
        return left >= right;
    }
}
