package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// The sum of all elements up to each along an axis; integers wrap (ONNX CumSum-11, -14).
public final class CumSum extends Cumulation {

    public CumSum(Settings settings) {
        super(settings);
    }

    @Override
    int start() {
        return 0;
    }

    @Override
    double add(double sum, double number) {
        return sum + number;
    }

    @Override
    long add(long sum, long number) {
        return sum + number;
    }
}
