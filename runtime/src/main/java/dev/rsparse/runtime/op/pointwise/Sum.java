package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The sum of any number of tensors, stretched to a common shape (ONNX Sum-6, -8, -13).
public final class Sum extends Variadic {

    public Sum(Settings settings) {
        super(settings, Types.FLOATS, new Add(settings));
    }
}
