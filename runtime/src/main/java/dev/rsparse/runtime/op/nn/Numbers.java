package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Doubles;
import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Numbers of f32 or f64, so that equations can be written once for both. Read and written one by one they are
/// doubles, which [#set] rounds.
final class Numbers {

    private final Floats floatRoom = new Floats();
    private final Doubles doubleRoom = new Doubles();
    private float[] floats = {};
    private double[] doubles = {};
    private boolean single = true;

    /// The elements of a tensor, which are copied where they are of another type.
    ///
    /// @param single whether numbers are f32
    Numbers of(Tensor tensor, boolean single) {
        this.single = single;
        if (single) {
            floats = floatRoom.of(tensor);
        } else {
            doubles = doubleRoom.of(tensor);
        }
        return this;
    }

    /// At least `count` numbers, whatever they are.
    ///
    /// @param single whether they are f32
    Numbers room(int count, boolean single) {
        this.single = single;
        if (single) {
            floats = floatRoom.room(count);
        } else {
            doubles = doubleRoom.room(count);
        }
        return this;
    }

    boolean isSingle() {
        return single;
    }

    /// Where numbers of f32 lie.
    float[] floats() {
        return floats;
    }

    /// Where numbers of f64 lie.
    double[] doubles() {
        return doubles;
    }

    double get(int i) {
        return single ? floats[i] : doubles[i];
    }

    void set(int i, double value) {
        if (single) {
            floats[i] = (float) value;
        } else {
            doubles[i] = value;
        }
    }

    /// Sets the first `count` to 0.
    void clear(int count) {
        if (single) {
            Arrays.fill(floats, 0, count, 0);
        } else {
            Arrays.fill(doubles, 0, count, 0);
        }
    }

    /// Adds `count` numbers of `from`, which are of the same type.
    void add(Numbers from, int fromIndex, int index, int count) {
        if (single) {
            for (int i = 0; i < count; i++) {
                floats[index + i] += from.floats[fromIndex + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                doubles[index + i] += from.doubles[fromIndex + i];
            }
        }
    }

    /// Copies `count` numbers of `from`, which are of the same type.
    void copy(Numbers from, int fromIndex, int index, int count) {
        if (single) {
            System.arraycopy(from.floats, fromIndex, floats, index, count);
        } else {
            System.arraycopy(from.doubles, fromIndex, doubles, index, count);
        }
    }
}
