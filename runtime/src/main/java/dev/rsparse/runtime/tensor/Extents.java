package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;

/// A shape in the making: extents are added outermost first. Making the next one makes no garbage.
public final class Extents {

    private int[] dims = new int[8];
    private int rank;

    /// Starts a new shape.
    public void clear() {
        rank = 0;
    }

    /// Adds an extent.
    public void add(int extent) {
        if (rank == dims.length) {
            dims = Arrays.copyOf(dims, 2 * rank);
        }
        dims[rank++] = extent;
    }

    /// Adds the extents of axes `from..to` of a tensor, the second exclusive.
    public void add(Tensor x, int from, int to) {
        for (int axis = from; axis < to; axis++) {
            add(x.dim(axis));
        }
    }

    /// Adds an extent for each axis that is missing to `rank`.
    public void pad(int rank, int extent) {
        while (this.rank < rank) {
            add(extent);
        }
    }

    /// Starts a new shape, that of `x`.
    public void copy(Tensor x) {
        clear();
        add(x, 0, x.rank());
    }

    /// Number of axes.
    public int rank() {
        return rank;
    }

    /// Extent of an axis.
    public int get(int axis) {
        return dims[axis];
    }

    /// Replaces the extent of an axis.
    public void set(int axis, int extent) {
        dims[axis] = extent;
    }

    /// Gives a tensor this shape.
    public void shape(Tensor out, ElementType type) {
        out.shape(type, dims, rank);
    }

    /// Shows the elements of `x` in this shape.
    public void view(Tensor out, Tensor x) {
        out.view(x, dims, rank);
    }

    /// Product of the extents from axis `from` on: how far apart places of the axis before lie.
    public int stride(int from) {
        return Shapes.count(dims, from, rank);
    }
}
