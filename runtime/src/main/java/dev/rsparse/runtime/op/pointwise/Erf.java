package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y` is the error function of `X`; of floats the relative error is below 1e-6 (ONNX Erf-9, -13).
public final class Erf extends Unary {

    public Erf(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return ErrorFunction.of(number);
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            ErrorFunction.of(FloatVector.fromArray(FLOATS, in, i)).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = ErrorFunction.of(in[i]);
        }
    }
}
