package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// A shape in the making: extents are added outermost first. Making the next one makes no garbage.
final class Extents {

    private int[] dims = new int[8];
    private int rank;

    /// Starts a new shape.
    void clear() {
        rank = 0;
    }

    /// Adds an extent.
    void add(int extent) {
        if (rank == dims.length) {
            dims = Arrays.copyOf(dims, 2 * rank);
        }
        dims[rank++] = extent;
    }

    /// Adds the extents of axes `from..to` of a tensor, the second exclusive.
    void add(Tensor x, int from, int to) {
        for (int axis = from; axis < to; axis++) {
            add(x.dim(axis));
        }
    }

    /// Starts a new shape, that of `x`.
    void copy(Tensor x) {
        clear();
        add(x, 0, x.rank());
    }

    int rank() {
        return rank;
    }

    int get(int axis) {
        return dims[axis];
    }

    void set(int axis, int extent) {
        dims[axis] = extent;
    }

    /// Gives a tensor this shape.
    void shape(Tensor out, ElementType type) {
        out.shape(type, dims, rank);
    }

    /// Shows the elements of `x` in this shape.
    void view(Tensor out, Tensor x) {
        out.view(x, dims, rank);
    }

    /// Product of the extents from axis `from` on: how far apart places of the axis before lie.
    int stride(int from) {
        return Shapes.count(dims, from, rank);
    }
}
