package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that say something of each float of `X`; `Y` is of type BOOL.
abstract class FloatTest implements Operator {

    /// Writes `Y`.
    ///
    /// @throws IllegalArgumentException for elements that are no floats
    public void run(Tensor x, Tensor y) {
        Types.check(this, "X", x, Types.FLOATS);
        y.shapeLike(ElementType.BOOL, x);
        byte[] out = y.bytes();
        for (int i = 0; i < x.count(); i++) {
            out[i] = (byte) (holds(x.number(i)) ? 1 : 0);
        }
    }

    /// Whether it holds of a number.
    abstract boolean holds(double number);
}
