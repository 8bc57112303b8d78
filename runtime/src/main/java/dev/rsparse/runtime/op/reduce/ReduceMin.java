package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The least along axes, NaN where one is NaN; of none the greatest number of the type. Axes are an input from
/// version 18 on (ONNX ReduceMin-1, -11, -12, -13, -18, -20).
public final class ReduceMin extends Reduction {

    public ReduceMin(Settings settings) {
        super(settings, 18, Types.ALL);
    }

    @Override
    double start() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    double add(double sum, double number) {
        return Math.min(sum, number);
    }

    @Override
    long start(ElementType type) {
        return Extremes.most(type);
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return unsigned && Long.compareUnsigned(number, sum) < 0 || !unsigned && number < sum ? number : sum;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return Rows.min(numbers, from, n);
    }
}
