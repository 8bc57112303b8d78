package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// The product of all elements up to each along an axis; integers wrap (ONNX CumProd-26).
public final class CumProd extends Cumulation {

    public CumProd(Settings settings) {
        super(settings);
    }

    @Override
    int start() {
        return 1;
    }

    @Override
    double add(double sum, double number) {
        return sum * number;
    }

    @Override
    long add(long sum, long number) {
        return sum * number;
    }
}
