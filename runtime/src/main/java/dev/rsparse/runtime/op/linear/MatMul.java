package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = A B` as NumPy's `matmul`: the last two axes are matrices, those before are stretched to a common shape; a
/// tensor of one axis is a row on the left, a column on the right. Types: floats and integers, which wrap. Source:
/// ONNX MatMul-1,-9,-13.
public final class MatMul extends MatrixOperator implements Operator {

    public MatMul(Settings settings) {
        super("MatMul", settings);
    }

    /// @param a `[...,M,K]`
    /// @param b `[...,K,N]`
    /// @param y `[...,M,N]`
    public void run(Tensor a, Tensor b, Tensor y) {
        pair.of(a, b, false, false);
        multiply(a, b, Tensor.ABSENT, y);
    }
}
