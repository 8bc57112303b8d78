package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Tensor;

/// The axes of a tensor as [Resize] and [Upsample] are asked to stretch them. Asking for the same again makes no
/// garbage.
final class Stretches {

    private final String operator;
    private Stretch[] axes = {};

    Stretches(String operator) {
        this.operator = operator;
    }

    /// Starts with axes as they are in `x`.
    void start(Tensor x) {
        if (axes.length != x.rank()) {
            axes = new Stretch[x.rank()];
        }
        for (int axis = 0; axis < x.rank(); axis++) {
            set(axis, x.dim(axis), x.dim(axis), 1, 0, 1);
        }
    }

    /// Multiplies the extent of an axis.
    void scale(Tensor x, int axis, double scale, double start, double end) {
        // Floats, as what exports such models computes with them.
        double extent = Math.floor((float) scale * (float) x.dim(axis));
        if (!(scale > 0) || extent > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operator + ": no scale " + scale + " of axis " + axis + " of " + x);
        }
        set(axis, x.dim(axis), (int) extent, scale, start, end);
    }

    /// Sets the extent of an axis.
    void size(Tensor x, int axis, long size, double start, double end) {
        if (size < 0 || size > Integer.MAX_VALUE || size > 0 && x.dim(axis) == 0) {
            throw new IllegalArgumentException(operator + ": no extent " + size + " of axis " + axis + " of " + x);
        }
        set(axis, x.dim(axis), (int) size, size == x.dim(axis) ? 1 : (double) size / x.dim(axis), start, end);
    }

    private void set(int axis, int extent, int outExtent, double scale, double start, double end) {
        Stretch kept = axes[axis];
        if (kept == null
                || kept.extent() != extent
                || kept.outExtent() != outExtent
                || kept.scale() != scale
                || kept.start() != start
                || kept.end() != end) {
            axes[axis] = new Stretch(extent, outExtent, scale, start, end);
        }
    }

    /// One for each axis.
    Stretch[] all() {
        return axes;
    }
}
