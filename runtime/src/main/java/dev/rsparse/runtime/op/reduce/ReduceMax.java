package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The greatest along axes, NaN where one is NaN; of none the least number of the type. Axes are an input from
/// version 18 on (ONNX ReduceMax-1, -11, -12, -13, -18, -20).
public final class ReduceMax extends Reduction {

    public ReduceMax(Settings settings) {
        super(settings, 18, Types.ALL);
    }

    @Override
    double start() {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    double add(double sum, double number) {
        return Math.max(sum, number);
    }

    @Override
    long start(ElementType type) {
        return Extremes.least(type);
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return unsigned && Long.compareUnsigned(number, sum) > 0 || !unsigned && number > sum ? number : sum;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return Rows.max(numbers, from, n);
    }

    @Override
    void columns(float[] numbers, int from, int n, int stride, float[] out, int at, int count) {
        Columns.max(numbers, from, n, stride, out, at, count);
    }
}
