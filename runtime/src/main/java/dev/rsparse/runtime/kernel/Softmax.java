package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Probabilities of logits.
public final class Softmax {

    private Softmax() {}

    /// Turns `count` logits from `from` on into probabilities, and gives the logarithm of the sum of their
    /// exponentials; relative error of the sum below 1e-5.
    public static double normalise(float[] logits, int from, int count) {
        float max = max(logits, from, count);
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
        scale(logits, from, count, (float) (1 / total));
        return Math.log(total) + max;
    }

    /// `out[t] = exp(x[t]) / sum(exp(x[t]))` for each of the rows `first..last` (ONNX Softmax-13 along the last
    /// axis); `out` may be `x`.
    ///
    /// @param width elements per row; rows of `x` and `out` start every `stride` elements
    public static void rows(float[] x, float[] out, int first, int last, int width, int stride) {
        for (int row = first; row < last; row++) {
            if (x != out) {
                System.arraycopy(x, row * stride, out, row * stride, width);
            }
            normalise(out, row * stride, width);
        }
    }

    private static float max(float[] logits, int from, int count) {
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            most = most.max(FloatVector.fromArray(FLOATS, logits, from + i));
        }
        // The maximum of lanes has no rounding, so its order does not matter.
        float max = most.reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            max = Math.max(max, logits[from + i]);
        }
        return max;
    }

    private static void scale(float[] numbers, int from, int count, float factor) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector.fromArray(FLOATS, numbers, from + i).mul(factor).intoArray(numbers, from + i);
        }
        for (; i < count; i++) {
            numbers[from + i] *= factor;
        }
    }

    /// Negative log-likelihood of `target` in nats: `log(sum(exp(logits))) - logits[target]` over `count` logits
    /// from `from` on; relative error of the sum below 1e-5.
    public static double negativeLogLikelihood(float[] logits, int from, int count, int target) {
        float max = max(logits, from, count);
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
