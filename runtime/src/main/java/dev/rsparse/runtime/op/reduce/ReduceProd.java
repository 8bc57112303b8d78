package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The product along axes, 1 of none. Axes are an input from version 18 on. Integers wrap (ONNX ReduceProd-1, -11,
/// -13, -18).
public final class ReduceProd extends Reduction {

    public ReduceProd(Settings settings) {
        super(settings, 18, Types.NUMBERS);
    }

    @Override
    double start() {
        return 1;
    }

    @Override
    double add(double sum, double number) {
        return sum * number;
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return sum * number;
    }
}
