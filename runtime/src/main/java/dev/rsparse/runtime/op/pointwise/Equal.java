package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// Whether `A` equals `B`; a NaN equals nothing. Texts are not supported (ONNX Equal-7, -11, -13, -19).
public final class Equal extends Comparison {

    public Equal(Settings settings) {
        super(settings, Types.ALL);
    }

    @Override
    boolean holds(double left, double right) {
        return left == right;
    }
}
