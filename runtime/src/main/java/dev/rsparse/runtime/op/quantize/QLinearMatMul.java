package dev.rsparse.runtime.op.quantize;

import dev.rsparse.runtime.op.linear.Doubles;
import dev.rsparse.runtime.op.linear.MatrixPair;
import dev.rsparse.runtime.op.linear.ZeroPoints;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The product of quantised matrices, quantised: `y = round(a_scale b_scale / y_scale (a - a_zero_point) (b -
/// b_zero_point)) + y_zero_point`, ties to even, within the type's range. `a` has one scale, or one for each row,
/// `b` one, or one for each column. Types: i8, u8. Source: ONNX QLinearMatMul-10,-21.
public final class QLinearMatMul implements Operator {

    private static final String NAME = "QLinearMatMul";

    private final MatrixPair pair = new MatrixPair(NAME);
    private final ZeroPoints left = new ZeroPoints(NAME);
    private final ZeroPoints right = new ZeroPoints(NAME);
    private final Doubles sums = new Doubles();

    public QLinearMatMul(Settings settings) {}

    /// @param a `[...,M,K]`
    /// @param b `[...,K,N]`
    /// @param y `[...,M,N]`, of the type of `yZero`
    public void run(
            Tensor a,
            Tensor aScale,
            Tensor aZero,
            Tensor b,
            Tensor bScale,
            Tensor bZero,
            Tensor yScale,
            Tensor yZero,
            Tensor y) {
        pair.of(a, b, false, false);
        boolean fits = (aScale.count() == 1 || pair.rows % aScale.count() == 0)
                && (bScale.count() == 1 || bScale.count() == pair.columns)
                && yScale.count() == 1
                && yZero.count() == 1;
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": A " + a + " with scale " + aScale + ", B " + b + " with scale "
                    + bScale + " and scale " + yScale + " of Y do not go together");
        }
        pair.shape(yZero.type(), y);
        double[] products = pair.multiply(
                left.of(a, aZero, Math.max(0, a.rank() - 2)), right.of(b, bZero, b.rank() - 1), sums.room(y.count()));
        long point = yZero.integer(0);
        for (int i = 0; i < y.count(); i++) {
            double scale = aScale.number(i / pair.columns % aScale.count())
                    * bScale.number(i % pair.columns % bScale.count())
                    / yScale.number(0);
            y.setInteger(i, Quantum.round(NAME, y.type(), products[i] * scale, point));
        }
    }
}
