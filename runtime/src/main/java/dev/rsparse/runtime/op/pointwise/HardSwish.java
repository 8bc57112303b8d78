package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y = X * max(0, min(1, X / 6 + 0.5))` (ONNX HardSwish-14, -22).
public final class HardSwish extends Unary {

    public HardSwish(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return number * Math.max(0, Math.min(1, number / 6 + 0.5));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, i);
            x.mul(x.mul(1f / 6).add(0.5f).min(1f).max(0f)).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = in[i] * Math.max(0f, Math.min(1f, in[i] * (1f / 6) + 0.5f));
        }
    }
}
