package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// What several operators of this package refuse, in one wording.
final class Checks {

    private Checks() {}

    /// The axis of `x` counted from 0; a negative one counts from the end.
    static int axis(String operator, long axis, Tensor x) {
        if (axis < -x.rank() || axis >= x.rank()) {
            throw new IllegalArgumentException(operator + ": no axis " + axis + " in " + x);
        }
        return (int) (axis < 0 ? axis + x.rank() : axis);
    }

    /// That `x` has that many axes.
    static void rank(String operator, String name, Tensor x, int rank) {
        if (x.rank() != rank) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " does not have " + rank + " axes");
        }
    }

    /// That `x` holds floats.
    static void floats(String operator, String name, Tensor x) {
        if (!Types.FLOATS.contains(x.type())) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not of a type of floats");
        }
    }

    /// `x`, which holds one element.
    static Tensor single(String operator, String name, Tensor x) {
        if (x.count() != 1) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not one element");
        }
        return x;
    }

    /// The only number of a tensor, an integer from `least` on.
    static int integer(String operator, String name, Tensor x, int least) {
        if (x.count() != 1 || !Types.INTEGERS.contains(x.type())) {
            throw new IllegalArgumentException(operator + ": " + name + " " + x + " is not one integer");
        }
        long value = x.integer(0);
        if (value < least || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    operator + ": " + name + " " + value + " is less than " + least + " or too large");
        }
        return (int) value;
    }

    /// An attribute, or an element of one, that stands for an extent.
    static int attribute(String operator, String name, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(operator + ": " + name + " " + value + " is no extent");
        }
        return (int) value;
    }
}
