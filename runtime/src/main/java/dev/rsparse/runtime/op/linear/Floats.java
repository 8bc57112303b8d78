package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor's elements as floats: its own array where it is of type F32, otherwise a copy in storage that is kept.
public final class Floats {

    private float[] copy = {};

    /// The elements of a tensor, from the beginning of the array on.
    public float[] of(Tensor tensor) {
        if (tensor.type() == ElementType.F32) {
            return tensor.floats();
        }
        float[] values = room(tensor.count());
        switch (tensor.type()) {
            case F16 -> {
                short[] bits = tensor.shorts();
                for (int i = 0; i < tensor.count(); i++) {
                    values[i] = Float.float16ToFloat(bits[i]);
                }
            }
            case BF16 -> {
                short[] bits = tensor.shorts();
                for (int i = 0; i < tensor.count(); i++) {
                    values[i] = Float.intBitsToFloat(bits[i] << 16);
                }
            }
            default -> {
                for (int i = 0; i < tensor.count(); i++) {
                    values[i] = (float) tensor.number(i);
                }
            }
        }
        return values;
    }

    /// An array for the elements of a tensor that is to be written: its own, or one that [#store] rounds into it.
    public float[] into(Tensor tensor) {
        return tensor.type() == ElementType.F32 ? tensor.floats() : room(tensor.count());
    }

    /// Writes what [#into] gave, rounded to the tensor's type.
    public void store(Tensor tensor) {
        if (tensor.type() != ElementType.F32) {
            for (int i = 0; i < tensor.count(); i++) {
                tensor.setNumber(i, copy[i]);
            }
        }
    }

    /// An array of at least `count` elements, whatever they hold.
    public float[] room(int count) {
        if (copy.length < count) {
            copy = new float[count];
        }
        return copy;
    }
}
