package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The loss of scores `[N,C,d1,…]` for the right classes `[N,d1,…]`: that of [NegativeLogLikelihoodLoss] for the
/// logarithm of their softmax over the classes, which is the second output (ONNX SoftmaxCrossEntropyLoss-12, -13).
public final class SoftmaxCrossEntropyLoss implements Operator {

    private final ClassLoss classLoss;
    private final LogSoftmax logSoftmax;
    private final Tensor own = new Tensor();

    public SoftmaxCrossEntropyLoss(Settings settings) {
        this.classLoss = new ClassLoss("SoftmaxCrossEntropyLoss", settings);
        this.logSoftmax = new LogSoftmax(new Settings(settings.workers(), 13).with("axis", 1));
    }

    /// Writes the loss and, unless it is absent, the logarithms of probabilities.
    ///
    /// @param weights of classes, 1 where they are absent
    /// @throws IllegalArgumentException for types or shapes that do not go together, and for classes that there are
    ///     not
    public void run(Tensor scores, Tensor labels, Tensor weights, Tensor loss, Tensor logProbabilities) {
        classLoss.check(scores, labels, weights);
        Tensor logs = logProbabilities.isPresent() ? logProbabilities : own;
        logSoftmax.run(scores, logs);
        classLoss.run(logs, labels, weights, loss);
    }
}
