package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Broadcast;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Tensor;

/// Common shapes, refused in the operator's name.
final class Stretch {

    private Stretch() {}

    /// Works out the common shape.
    ///
    /// @throws IllegalArgumentException when the shapes do not go together
    static void of(Operator operator, Broadcast place, Tensor... operands) {
        try {
            place.of(operands);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    operator.getClass().getSimpleName() + ": " + refused.getMessage(), refused);
        }
    }
}
