package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The mean along axes, NaN of none; that of integers loses what follows the point. Axes are an input from version
/// 18 on (ONNX ReduceMean-1, -11, -13, -18).
public final class ReduceMean extends Reduction {

    public ReduceMean(Settings settings) {
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
        return sum / count;
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return sum + number;
    }

    @Override
    long finish(long sum, int count, boolean unsigned) {
        if (count == 0) {
            return 0;
        }
        return unsigned ? Long.divideUnsigned(sum, count) : sum / count;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) (Rows.sum(numbers, from, n) / n);
    }

    @Override
    void columns(float[] numbers, int from, int n, int stride, float[] out, int at, int count) {
        Columns.sum(numbers, from, n, stride, out, at, count, 1f / n);
    }
}
