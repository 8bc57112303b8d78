package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = |X|`; the least integer of a type with a sign stays as it is (ONNX Abs-6, -13).
public final class Abs extends Unary {

    public Abs(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double number) {
        return Math.abs(number);
    }

    @Override
    long apply(long number, boolean unsigned) {
        return unsigned ? number : Math.abs(number);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = Math.abs(in[i]);
        }
    }
}
