package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// The root of the sum of the squares along axes, 0 of none. Axes are an input from version 18 on (ONNX ReduceL2-1,
/// -11, -13, -18).
public final class ReduceL2 extends Reduction {

    public ReduceL2(Settings settings) {
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
    double finish(double sum, int count) {
        return Math.sqrt(sum);
    }

    @Override
    boolean isOfDoubles() {
        return true;
    }

    @Override
    float row(float[] numbers, int from, int n) {
        return (float) Math.sqrt(Rows.sumOfSquares(numbers, from, n));
    }
}
