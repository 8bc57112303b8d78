package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The greatest of each element of any number of tensors, stretched to a common shape; NaN where one is NaN (ONNX
/// Max-6, -8, -12, -13).
public final class Max extends Variadic {

    public Max(Settings settings) {
        super(settings, Types.NUMBERS, new Larger(settings));
    }
}
