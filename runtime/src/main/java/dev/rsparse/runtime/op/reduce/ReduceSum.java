package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The sum along axes, 0 of none. Axes are an input from version 13 on. Integers wrap (ONNX ReduceSum-1, -11, -13).
public final class ReduceSum extends Reduction {

    public ReduceSum(Settings settings) {
        super(settings, 13, Types.NUMBERS);
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
    long add(long sum, long number, boolean unsigned) {
        return sum + number;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) Rows.sum(numbers, from, n);
    }

    @Override
    void columns(float[] numbers, int from, int n, int stride, float[] out, int at, int count) {
        Columns.sum(numbers, from, n, stride, out, at, count, 1);
    }
}
