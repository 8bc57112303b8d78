package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = alpha A' B' + beta C`, where `A'` is `A`, or its transpose when attribute `transA` is 1, and `B'` so with
/// `transB`; `C` is stretched to the shape of the product. `alpha` and `beta` are 1 unless given. Types: floats and
/// integers, which wrap. Version 11 made `C` optional. Source: ONNX Gemm-7,-9,-11,-13.
public final class Gemm extends MatrixOperator implements Operator {

    private final boolean turnLeft;
    private final boolean turnRight;

    public Gemm(Settings settings) {
        super("Gemm", settings);
        this.turnLeft = settings.flag("transA", false);
        this.turnRight = settings.flag("transB", false);
    }

    /// @param a `[M,K]`, or `[K,M]` with `transA`
    /// @param b `[K,N]`, or `[N,K]` with `transB`
    /// @param c absent, or `[M,N]` with any extent 1 or lacking
    /// @param y `[M,N]`
    public void run(Tensor a, Tensor b, Tensor c, Tensor y) {
        if (a.rank() != 2 || b.rank() != 2) {
            throw new IllegalArgumentException("Gemm: A " + a + " and B " + b + " need two axes each");
        }
        pair.of(a, b, turnLeft, turnRight);
        multiply(a, b, c, y);
    }
}
