package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The least of each element of any number of tensors, stretched to a common shape; NaN where one is NaN (ONNX
/// Min-6, -8, -12, -13).
public final class Min extends Variadic {

    public Min(Settings settings) {
        super(settings, Types.NUMBERS, new Smaller(settings));
    }
}
