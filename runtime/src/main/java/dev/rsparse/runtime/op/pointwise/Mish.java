package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `Y = X * tanh(log(1 + e^X))` (ONNX Mish-18, -22).
public final class Mish extends Unary {

    /// From here on the factor of `X` is 1, while the squares of exponentials still are finite.
    private static final float FAR = 20f;

    public Mish(Settings settings) {
        super(settings, Types.FLOATS);
    }

    @Override
    double apply(double number) {
        return number * Math.tanh(Math.max(number, 0) + Math.log1p(Math.exp(-Math.abs(number))));
    }

    /// `tanh(log(1 + e)) = ((1 + e)² - 1) / ((1 + e)² + 1) = n / (n + 2)` for `n = e * (e + 2)`.
    @Override
    void floats(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, i);
            FloatVector e = VectorMath.exp(x.min(FAR));
            FloatVector n = e.mul(e.add(2f));
            x.mul(n).div(n.add(2f)).intoArray(out, i);
        }
        for (; i < last; i++) {
            float e = ScalarMath.exp(Math.min(in[i], FAR));
            float n = e * (e + 2f);
            out[i] = in[i] * n / (n + 2f);
        }
    }
}
