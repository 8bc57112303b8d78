package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The places of the elements that are not 0, in row-major order: `Y`, of type I64, has a row for each axis of `X`
/// and a column for each place; of a scalar no rows (ONNX NonZero-9, -13).
public final class NonZero implements Operator {

    /// @param settings hold no attributes that matter
    public NonZero(Settings settings) {}

    /// Writes the places.
    public void run(Tensor x, Tensor y) {
        int found = 0;
        for (int i = 0; i < x.count(); i++) {
            found += x.number(i) != 0 ? 1 : 0;
        }
        y.shape(ElementType.I64, x.rank(), found);
        int column = 0;
        for (int i = 0; i < x.count(); i++) {
            if (x.number(i) != 0) {
                int rest = i;
                for (int axis = x.rank() - 1; axis >= 0; axis--) {
                    y.longs()[axis * found + column] = rest % x.dim(axis);
                    rest /= x.dim(axis);
                }
                column++;
            }
        }
    }
}
