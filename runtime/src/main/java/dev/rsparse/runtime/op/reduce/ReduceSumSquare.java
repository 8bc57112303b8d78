package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The sum of the squares along axes, 0 of none. Axes are an input from version 18 on (ONNX ReduceSumSquare-1, -11,
/// -13, -18).
public final class ReduceSumSquare extends Reduction {

    public ReduceSumSquare(Settings settings) {
        super(settings, 18, Types.NUMBERS);
    }

    @Override
    double start() {
        return 0;
    }

    @Override
    double add(double sum, double number) {
        return sum + number * number;
    }

    @Override
    long add(long sum, long number, boolean unsigned) {
        return sum + number * number;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) Rows.sumOfSquares(numbers, from, n);
    }
}
