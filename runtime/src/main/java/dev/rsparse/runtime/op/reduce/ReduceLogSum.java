package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The logarithm of the sum along axes, negative infinity of none. Axes are an input from version 18 on (ONNX
/// ReduceLogSum-1, -11, -13, -18).
public final class ReduceLogSum extends Reduction {

    public ReduceLogSum(Settings settings) {
        super(settings, 18, Types.NUMBERS);
    }

    @Override
    double start() {
        return 0;
    }

    @Override
    double add(double sum, double number) {
        return sum + number;
    }

    @Override
    double finish(double sum, int count) {
        return Math.log(sum);
    }

    @Override
    boolean isOfDoubles() {
        return true;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) Math.log(Rows.sum(numbers, from, n));
    }
}
