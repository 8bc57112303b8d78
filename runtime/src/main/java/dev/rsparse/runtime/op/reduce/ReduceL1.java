package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The sum of the absolute values along axes, 0 of none. Axes are an input from version 18 on (ONNX ReduceL1-1,
/// -11, -13, -18).
public final class ReduceL1 extends Reduction {

    public ReduceL1(Settings settings) {
        super(settings, 18, Types.NUMBERS);
    }

    @Override
    double start() {
        return 0;
    }

    @Override
    double add(double sum, double number) {
        return sum + Math.abs(number);
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return sum + (unsigned ? number : Math.abs(number));
    }
}
