package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;

/// What several operators of this package refuse, in one wording.
final class Checks {

    private Checks() {}

    /// The axis of `x` counted from 0; a negative one counts from the end.
    static int axis(String operator, long axis, Tensor x) {
        return axis(operator, axis, x, x.rank());
    }

    /// The same for a tensor that has the axes of `x` and others: `rank` in all.
    static int axis(String operator, long axis, Tensor x, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException(
                    operator + ": no axis " + axis + " among " + rank + (rank == x.rank() ? " of " : " from ") + x);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /// The place that an index stands for; a negative one counts from the end.
    static int index(String operator, long index, Tensor x, int axis) {
        int extent = x.dim(axis);
        if (index < -extent || index >= extent) {
            throw new IllegalArgumentException(operator + ": index " + index + " is not in axis " + axis + " of " + x);
        }
        return (int) (index < 0 ? index + extent : index);
    }

    /// That `x` holds integers that stand for places, axes or extents.
    static void integers(String operator, String name, Tensor x) {
        if (x.type() != ElementType.I64 && x.type() != ElementType.I32) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not of type i64 or i32");
        }
    }

    /// That `x` is a list of integers.
    static void list(String operator, String name, Tensor x) {
        integers(operator, name, x);
        if (x.rank() != 1) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not a list");
        }
    }

    /// That `x` holds one element, whatever its rank.
    static void single(String operator, String name, Tensor x) {
        if (x.count() != 1) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not one element");
        }
    }

    /// That `x` has so many axes or more.
    static void rank(String operator, Tensor x, int least) {
        if (x.rank() < least) {
            throw new IllegalArgumentException(operator + ": " + x + " has fewer than " + least + " axes");
        }
    }

    /// That two tensors have the same element type.
    static void sameType(String operator, Tensor first, Tensor second) {
        if (first.type() != second.type()) {
            throw new IllegalArgumentException(
                    operator + ": " + first + " and " + second + " are not of the same type");
        }
    }

    /// An extent of the result.
    static int extent(String operator, long extent, Tensor x) {
        if (extent < 0 || extent > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operator + ": no extent " + extent + ", wanted of " + x);
        }
        return (int) extent;
    }

    /// An attribute, or an element of one, that stands for an extent.
    static int attribute(String operator, String name, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operator + ": " + name + " " + value + " is no extent");
        }
        return (int) value;
    }
}
