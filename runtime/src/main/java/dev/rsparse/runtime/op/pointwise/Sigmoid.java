package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y = 1 / (1 + e^-X)`; of floats the relative error is below 1e-6 (ONNX Sigmoid-6, -13).
public final class Sigmoid extends Unary {

    public Sigmoid(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return 1 / (1 + Math.exp(-number));
    }

    @Override
    void floats(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            VectorMath.sigmoid(FloatVector.fromArray(FLOATS, in, i)).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = ScalarMath.sigmoid(in[i]);
        }
    }
}
