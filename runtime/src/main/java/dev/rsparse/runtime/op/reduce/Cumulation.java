package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that make each element of all up to it along an axis. The axis is an input. With `exclusive` = 1 the
/// element itself is left out, with `reverse` = 1 it goes from the last to the first.
abstract class Cumulation implements Operator {

    private final boolean exclusive;
    private final boolean reverse;
    private final Lanes lanes = new Lanes();

    Cumulation(Settings settings) {
        this.exclusive = settings.flag("exclusive", false);
        this.reverse = settings.flag("reverse", false);
    }

    /// Writes `y`.
    ///
    /// @throws IllegalArgumentException for elements of a type that the operator does not take, and an axis that
    ///     `x` does not have
    public void run(Tensor x, Tensor axis, Tensor y) {
        Types.check(this, "x", x, Types.NUMBERS);
        if (axis.count() != 1) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": axis " + axis + " is not one number");
        }
        lanes.along(this, x, axis.integer(0), 0);
        y.shapeLike(x);
        boolean isFloat = Types.FLOATS.contains(x.type());
        for (int lane = 0; lane < lanes.count(); lane++) {
            if (isFloat) {
                numbers(x, y, lanes.first(lane));
            } else {
                integers(x, y, lanes.first(lane));
            }
        }
    }

    /// What it begins with.
    abstract int start();

    /// All so far and one more.
    abstract double add(double sum, double number);

    /// All so far and one more.
    abstract long add(long sum, long number);

    private int place(int first, int i) {
        return first + (reverse ? lanes.length() - 1 - i : i) * lanes.stride();
    }

    private void numbers(Tensor x, Tensor y, int first) {
        double sum = start();
        for (int i = 0; i < lanes.length(); i++) {
            int place = place(first, i);
            double next = add(sum, x.number(place));
            y.setNumber(place, exclusive ? sum : next);
            sum = next;
        }
    }

    private void integers(Tensor x, Tensor y, int first) {
        long sum = start();
        for (int i = 0; i < lanes.length(); i++) {
            int place = place(first, i);
            long next = add(sum, x.integer(place));
            y.setInteger(place, exclusive ? sum : next);
            sum = next;
        }
    }
}
