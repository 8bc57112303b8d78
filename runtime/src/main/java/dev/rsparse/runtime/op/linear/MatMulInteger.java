package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = (A - a_zero_point) (B - b_zero_point)` as [MatMul], in i32. Types: i8, u8. Source: ONNX MatMulInteger-10.
public final class MatMulInteger implements Operator {

    private final MatrixPair pair = new MatrixPair("MatMulInteger");
    private final ZeroPoints left = new ZeroPoints("MatMulInteger");
    private final ZeroPoints right = new ZeroPoints("MatMulInteger");
    private final Doubles sums = new Doubles();

    public MatMulInteger(Settings settings) {}

    /// @param a `[...,M,K]`
    /// @param b `[...,K,N]`
    /// @param aZero one number, or one for each row; or absent
    /// @param bZero one number, or one for each column; or absent
    /// @param y `[...,M,N]`, i32
    public void run(Tensor a, Tensor b, Tensor aZero, Tensor bZero, Tensor y) {
        pair.of(a, b, false, false);
        pair.shape(ElementType.I32, y);
        double[] to = pair.multiply(
                left.of(a, aZero, Math.max(0, a.rank() - 2)), right.of(b, bZero, b.rank() - 1), sums.room(y.count()));
        for (int i = 0; i < y.count(); i++) {
            y.setInteger(i, (long) to[i]);
        }
    }
}
