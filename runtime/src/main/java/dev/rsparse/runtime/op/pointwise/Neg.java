package dev.rsparse.runtime.op.pointwise;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;

/// `Y = -X`; the least integer of a type stays as it is (ONNX Neg-6, -13).
public final class Neg extends Unary {

    public Neg(Settings settings) {
        super(settings, Types.SIGNED_NUMBERS);
    }

    @Override
    double apply(double number) {
        return -number;
    }

    @Override
    long apply(long number, boolean unsigned) {
        return -number;
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = -in[i];
        }
    }
}
