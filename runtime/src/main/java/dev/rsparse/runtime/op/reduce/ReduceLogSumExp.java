package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;

/// The logarithm of the sum of exponentials along axes, negative infinity of none. Axes are an input from version
/// 18 on (ONNX ReduceLogSumExp-1, -11, -13, -18).
public final class ReduceLogSumExp extends Reduction {

    public ReduceLogSumExp(Settings settings) {
        super(settings, 18, Types.NUMBERS);
    }

    @Override
    double start() {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    double add(double sum, double number) {
        return logOfSum(sum, number);
    }

    @Override
    boolean isOfDoubles() {
        return true;
    }

    /// `log(e^left + e^right)`: of a difference that is not positive, as exponentials of large numbers overflow.
    private static double logOfSum(double left, double right) {
        double most = Math.max(left, right);
        double least = Math.min(left, right);
        return Double.isInfinite(most) || least == Double.NEGATIVE_INFINITY
                ? most
                : most + Math.log1p(Math.exp(least - most));
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) LogSums.of(numbers, from, n);
    }

    @Override
    double number(Tensor data, ReducePlan places, int base, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, data.number(base + places.offset(i)));
        }
        if (Double.isInfinite(most)) {
            return most;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(data.number(base + places.offset(i)) - most);
        }
        return most + Math.log(sum);
    }
}
