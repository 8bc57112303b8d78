package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// `Y = X + bias + skip`; the bias has one element for each of the last axis of `X`, `skip` has the shape of `X`
/// (BiasAdd of com.microsoft).
public final class BiasAdd implements Operator {

    private final Add add;
    private final Tensor sum = new Tensor();

    public BiasAdd(Settings settings) {
        this.add = new Add(settings);
    }

    /// Writes `Y`.
    ///
    /// @throws IllegalArgumentException for elements that are no floats, types that differ, or shapes that do not
    ///     fit
    public void run(Tensor x, Tensor bias, Tensor skip, Tensor y) {
        Types.check(this, "X", x, Types.FLOATS);
        boolean fits = bias.rank() == 1 && x.rank() > 0 && bias.dim(0) == x.dim(-1) && skip.hasDimsOf(x);
        if (!fits || bias.type() != x.type() || skip.type() != x.type()) {
            throw new IllegalArgumentException(
                    "BiasAdd: X " + x + ", bias " + bias + " and skip " + skip + " do not go together");
        }
        add.run(x, bias, sum);
        add.run(sum, skip, y);
    }
}
