package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that move tensors along their gradients. After the rate `R` and the number `T` of the step come all
/// tensors, then all their gradients, then what is remembered of them, one kind after the other; results are the
/// tensors, then what is to be remembered.
abstract class TrainingStep implements Operator {

    private final int remembered;
    private final double[] numbers;

    /// @param remembered numbers that are remembered of each element
    TrainingStep(int remembered) {
        this.remembered = remembered;
        this.numbers = new double[2 + remembered];
    }

    /// Writes the results.
    ///
    /// @throws IllegalArgumentException when there are not as many of each kind, or types or shapes differ
    public void run(Tensor rate, Tensor step, Tensor[] values, Tensor[] results) {
        int kinds = 2 + remembered;
        int tensors = values.length / kinds;
        if (values.length % kinds != 0 || results.length != tensors * (kinds - 1)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": " + values.length + " tensors and "
                    + results.length + " results are not whole sets of " + kinds + " and " + (kinds - 1));
        }
        for (int i = 0; i < values.length; i++) {
            Tensor of = values[i % tensors];
            Types.check(this, "tensor", of, Types.FLOATS);
            if (values[i].type() != of.type() || !values[i].hasDimsOf(of)) {
                throw new IllegalArgumentException(
                        getClass().getSimpleName() + ": " + of + " and " + values[i] + " are not of one kind");
            }
        }
        for (int i = 0; i < results.length; i++) {
            results[i].shapeLike(values[i % tensors]);
        }
        begin(rate.number(0), step.integer(0));
        for (int tensor = 0; tensor < tensors; tensor++) {
            for (int i = 0; i < values[tensor].count(); i++) {
                move(values, results, tensors, tensor, i);
            }
        }
    }

    private void move(Tensor[] values, Tensor[] results, int tensors, int tensor, int i) {
        for (int kind = 0; kind < numbers.length; kind++) {
            numbers[kind] = values[kind * tensors + tensor].number(i);
        }
        double moved = move(numbers);
        results[tensor].setNumber(i, moved);
        for (int kind = 2; kind < numbers.length; kind++) {
            results[(kind - 1) * tensors + tensor].setNumber(i, numbers[kind]);
        }
    }

    /// Makes ready for a step.
    ///
    /// @param number how many were before it
    abstract void begin(double rate, long number);

    /// Moves one element.
    ///
    /// @param numbers the element, its gradient, and what is remembered of it, which is replaced
    /// @return the new element
    abstract double move(double[] numbers);
}
