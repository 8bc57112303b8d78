package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The loss of log-probabilities `[N,C,d1,…]` for the right classes `[N,d1,…]`, of type I32 or I64: `-weight[c] *
/// input[c]`, 0 where the right class is `ignore_index`. With `reduction` = `mean`, as it is by default, the sum of
/// all is divided by that of the weights that were used; with `sum` it is not, with `none` each stays alone (ONNX
/// NegativeLogLikelihoodLoss-12, -13, -22).
public final class NegativeLogLikelihoodLoss implements Operator {

    private final ClassLoss classLoss;

    public NegativeLogLikelihoodLoss(Settings settings) {
        this.classLoss = new ClassLoss("NegativeLogLikelihoodLoss", settings);
    }

    /// Writes the loss.
    ///
    /// @param weight of each class, 1 where it is absent
    /// @throws IllegalArgumentException for types or shapes that do not go together, and for classes that there are
    ///     not
    public void run(Tensor input, Tensor target, Tensor weight, Tensor loss) {
        classLoss.check(input, target, weight);
        classLoss.run(input, target, weight, loss);
    }
}
