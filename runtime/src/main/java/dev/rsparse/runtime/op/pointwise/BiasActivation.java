package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// Operators that apply a function to `X + bias`; the bias has one element for each of the last axis of `X`.
abstract class BiasActivation implements Operator {

    private final Add add;
    private final Unary activation;
    private final Tensor sum = new Tensor();

    /// @param activation what is applied
    BiasActivation(Settings settings, Unary activation) {
        this.add = new Add(settings);
        this.activation = activation;
    }

    /// Writes `Y`.
    ///
    /// @param bias may be absent
    /// @throws IllegalArgumentException for elements that are no floats, and a bias of another type or extent
    public void run(Tensor x, Tensor bias, Tensor y) {
        Types.check(this, "X", x, Types.FLOATS);
        if (!bias.isPresent()) {
            activation.run(x, y);
            return;
        }
        if (bias.rank() != 1 || x.rank() == 0 || bias.dim(0) != x.dim(-1) || bias.type() != x.type()) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": bias " + bias + " does not fit the last axis of X " + x);
        }
        add.run(x, bias, sum);
        activation.run(sum, y);
    }
}
