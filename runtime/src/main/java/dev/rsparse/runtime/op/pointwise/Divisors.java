package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// What integers may be divided by.
final class Divisors {

    private Divisors() {}

    /// Refuses integers that are 0 to divide by.
    static void check(Operator operator, Tensor divisors) {
        if (Types.FLOATS.contains(divisors.type())) {
            return;
        }
        for (int i = 0; i < divisors.count(); i++) {
            if (divisors.integer(i) == 0) {
                throw new IllegalArgumentException(operator.getClass().getSimpleName() + ": B " + divisors
                        + " holds a 0 to divide by, at element " + i);
            }
        }
    }
}
