package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Broadcast;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Elements of `X` where `condition` holds, of `Y` elsewhere; the three are stretched to a common shape (ONNX
/// Where-9, -16).
public final class Where implements Operator {

    private final Broadcast place = new Broadcast(3);
    private final Tensor[] operands = new Tensor[3];

    /// @param settings hold no attributes that matter
    public Where(Settings settings) {}

    /// Writes the chosen elements.
    ///
    /// @throws IllegalArgumentException for a condition that is not of type BOOL, `X` and `Y` of different types,
    ///     or shapes that do not go together
    public void run(Tensor condition, Tensor x, Tensor y, Tensor output) {
        Types.check(this, "condition", condition, Types.BOOLS);
        if (x.type() != y.type()) {
            throw new IllegalArgumentException("Where: X " + x + " and Y " + y + " have different types");
        }
        operands[0] = condition;
        operands[1] = x;
        operands[2] = y;
        Stretch.of(this, place, operands);
        output.shape(x.type(), place.dims(), place.dims().length);
        for (int row = 0; row < place.rows(); row++) {
            place.row(row);
            if (x.type() == ElementType.F32) {
                floats(x.floats(), y.floats(), output.floats(), row * place.width());
            } else {
                copy(output, row * place.width());
            }
        }
    }

    private void floats(float[] x, float[] y, float[] out, int at) {
        byte[] condition = operands[0].bytes();
        int first = place.offset(0);
        int xi = place.offset(1);
        int yi = place.offset(2);
        int step = place.step(0);
        int xStep = place.step(1);
        int yStep = place.step(2);
        for (int i = 0; i < place.width(); i++) {
            // All bits or none, as a branch would be guessed wrong every other time.
            int mask = -condition[first + i * step];
            int chosen = Float.floatToRawIntBits(x[xi + i * xStep]) & mask;
            int other = Float.floatToRawIntBits(y[yi + i * yStep]) & ~mask;
            out[at + i] = Float.intBitsToFloat(chosen | other);
        }
    }

    private void copy(Tensor output, int at) {
        byte[] condition = operands[0].bytes();
        for (int i = 0; i < place.width(); i++) {
            int chosen = condition[place.offset(0) + i * place.step(0)] != 0 ? 1 : 2;
            output.copy(operands[chosen], place.offset(chosen) + i * place.step(chosen), at + i, 1);
        }
    }
}
