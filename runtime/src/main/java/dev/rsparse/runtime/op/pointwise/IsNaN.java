package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;

/// Whether elements of `X` are NaN (ONNX IsNaN-9, -13, -20).
public final class IsNaN extends FloatTest {

    /// @param settings hold no attributes that matter
    public IsNaN(Settings settings) {}

    @Override
    boolean holds(double number) {
        return Double.isNaN(number);
    }
}
