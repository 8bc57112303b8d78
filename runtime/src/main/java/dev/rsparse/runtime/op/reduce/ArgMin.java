package dev.rsparse.runtime.op.reduce;

import dev.rsparse.runtime.tensor.Settings;

/// Where along an axis the least element lies (ONNX ArgMin-1, -11, -12, -13).
public final class ArgMin extends ArgExtreme {

    public ArgMin(Settings settings) {
        super(settings);
    }

    @Override
    boolean exceeds(double number, double other) {
        return number < other;
    }

    @Override
    float extreme(float[] numbers, int from, int n) {
        return Rows.min(numbers, from, n);
    }
}
