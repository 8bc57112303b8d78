package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// Probabilities of logits.
public final class Softmax {

    private Softmax() {}

    /// Turns `count` logits from `from` on into probabilities, and gives the logarithm of the sum of their
    /// exponentials; relative error of the sum below 1e-5.
    public static double normalise(float[] logits, int from, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[from + i]);
        }
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector power = VectorMath.exp(
                    FloatVector.fromArray(FLOATS, logits, from + i).sub(max));
            power.intoArray(logits, from + i);
            sums = sums.add(power);
        }
        double total = VectorMath.sum(sums);
        for (; i < count; i++) {
            logits[from + i] = ScalarMath.exp(logits[from + i] - max);
            total += logits[from + i];
        }
        float share = (float) (1 / total);
        for (int j = 0; j < count; j++) {
            logits[from + j] *= share;
        }
        return Math.log(total) + max;
    }

    /// Negative log-likelihood of `target` in nats: `log(sum(exp(logits))) - logits[target]` over `count` logits
    /// from `from` on; relative error of the sum below 1e-5.
    public static double negativeLogLikelihood(float[] logits, int from, int count, int target) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[from + i]);
        }
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            sums = sums.add(VectorMath.exp(
                    FloatVector.fromArray(FLOATS, logits, from + i).sub(max)));
        }
        double total = VectorMath.sum(sums);
        for (; i < count; i++) {
            total += ScalarMath.exp(logits[from + i] - max);
        }
        return Math.log(total) + max - logits[from + target];
    }
}
