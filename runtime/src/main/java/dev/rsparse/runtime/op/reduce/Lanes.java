package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;

/// A tensor as lanes along one axis: `outer` times `inner` lanes of `length` elements, which lie `inner` apart.
final class Lanes {

    private int outer;
    private int length;
    private int inner;

    /// Takes the lanes along an axis of `x`; a negative one counts from the end.
    ///
    /// @param least rank that a tensor of fewer axes is taken to have
    /// @throws IllegalArgumentException when `x` has no such axis
    void along(Operator operator, Tensor x, long axis, int least) {
        int rank = Math.max(least, x.rank());
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException(operator.getClass().getSimpleName() + ": " + x + " has no axis " + axis);
        }
        int from = (int) (axis < 0 ? axis + rank : axis);
        if (x.rank() == 0) {
            set(1, 1, 1);
        } else {
            set(x.count(0, from), x.dim(from), x.count(from + 1, x.rank()));
        }
    }

    /// Takes what follows the axes before `axis` for one lane.
    void from(Operator operator, Tensor x, long axis) {
        if (axis < -x.rank() || axis > x.rank()) {
            throw new IllegalArgumentException(operator.getClass().getSimpleName() + ": " + x + " has no axis " + axis);
        }
        int from = (int) (axis < 0 ? axis + x.rank() : axis);
        set(x.count(0, from), x.count(from, x.rank()), 1);
    }

    private void set(int before, int extent, int behind) {
        outer = before;
        length = extent;
        inner = behind;
    }

    /// Number of lanes; 0 when there are no elements.
    int count() {
        return outer * inner;
    }

    /// Elements of a lane.
    int length() {
        return length;
    }

    /// How far the elements of a lane lie apart.
    int stride() {
        return inner;
    }

    /// Where a lane begins.
    int first(int lane) {
        return lane / inner * length * inner + lane % inner;
    }
}
