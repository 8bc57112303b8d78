package dev.rsparse.benchmarks.jmh;

import dev.rsparse.runtime.kernel.Softmax;
import dev.rsparse.runtime.scalar.ScalarOps;

/// The loss of one token among 32,000 logits.
public class SoftmaxPair extends KernelPair {

    private static final int VOCABULARY = 32_000;
    private static final int TARGET = 17;

    private final float[] logits = numbers(VOCABULARY, 8);

    @Override
    float[] byScalars() {
        return new float[] {(float) ScalarOps.negativeLogLikelihood(logits, TARGET)};
    }

    @Override
    float[] byVectors() {
        return new float[] {(float) Softmax.negativeLogLikelihood(logits, 0, VOCABULARY, TARGET)};
    }
}
