package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Tensor;

/// Shapes of results that differ from what was read in their last axis alone.
public final class LastAxis {

    private int[] dims = {};

    /// Gives `y` the type of `x`, and its shape with another extent of the last axis.
    public void shape(Tensor y, Tensor x, int extent) {
        if (dims.length != x.rank()) {
            dims = new int[x.rank()];
        }
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = x.dim(axis);
        }
        dims[dims.length - 1] = extent;
        y.shape(x.type(), dims);
    }
}
