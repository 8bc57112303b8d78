package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = alpha A' B'` as [MatMul], where the last two axes of a side change places when attribute `transA` or
/// `transB` is 1; `alpha` is 1 unless given. Attributes `transBatchA` and `transBatchB` other than 0 are refused.
/// Types: floats. Source: ONNX Runtime com.microsoft FusedMatMul-1.
public final class FusedMatMul extends MatrixOperator implements Operator {

    private final boolean turnLeft;
    private final boolean turnRight;

    public FusedMatMul(Settings settings) {
        super("FusedMatMul", settings);
        this.turnLeft = settings.flag("transA", false);
        this.turnRight = settings.flag("transB", false);
        if (settings.flag("transBatchA", false) || settings.flag("transBatchB", false)) {
            throw new IllegalArgumentException("FusedMatMul: transBatchA and transBatchB are not supported");
        }
    }

    /// @param a `[...,M,K]`, or `[...,K,M]` with `transA`
    /// @param b `[...,K,N]`, or `[...,N,K]` with `transB`
    /// @param y `[...,M,N]`
    public void run(Tensor a, Tensor b, Tensor y) {
        pair.of(a, b, turnLeft, turnRight);
        multiply(a, b, Tensor.ABSENT, y);
    }
}
