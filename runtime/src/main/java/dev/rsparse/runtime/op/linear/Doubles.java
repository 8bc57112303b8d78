package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor's elements as doubles: its own array where it is of type F64, otherwise a copy in storage that is kept.
public final class Doubles {

    private double[] copy = {};

    /// The elements of a tensor, from the beginning of the array on.
    public double[] of(Tensor tensor) {
        if (tensor.type() == ElementType.F64) {
            return tensor.doubles();
        }
        double[] values = room(tensor.count());
        for (int i = 0; i < tensor.count(); i++) {
            values[i] = tensor.number(i);
        }
        return values;
    }

    /// An array for the elements of a tensor that is to be written: its own, or one that [#store] rounds into it.
    public double[] into(Tensor tensor) {
        return tensor.type() == ElementType.F64 ? tensor.doubles() : room(tensor.count());
    }

    /// Writes what [#into] gave, rounded to the tensor's type.
    public void store(Tensor tensor) {
        if (tensor.type() != ElementType.F64) {
            for (int i = 0; i < tensor.count(); i++) {
                tensor.setNumber(i, copy[i]);
            }
        }
    }

    /// An array of at least `count` elements, whatever they hold.
    public double[] room(int count) {
        if (copy.length < count) {
            copy = new double[count];
        }
        return copy;
    }
}
