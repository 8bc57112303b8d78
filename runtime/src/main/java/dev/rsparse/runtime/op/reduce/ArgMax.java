package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// Where along an axis the greatest element lies (ONNX ArgMax-1, -11, -12, -13).
public final class ArgMax extends ArgExtreme {

    public ArgMax(Settings settings) {
        super(settings);
    }

    @Override
    boolean exceeds(double number, double other) {
        return number > other;
    }

    @Override
    float extreme(float[] numbers, int from, int n) {
        return Rows.max(numbers, from, n);
    }
}
