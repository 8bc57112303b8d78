package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// `Y = X` where `X` is not negative, `slope * X` elsewhere; the slope is stretched to the shape of `X` (ONNX
/// PRelu-7, -9, -16).
public final class PRelu extends Binary {

    public PRelu(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double left, double right) {
        return left < 0 ? right * left : left;
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left < 0 && !unsigned ? right * left : left;
    }

    @Override
    public void run(Tensor x, Tensor slope, Tensor y) {
        super.run(x, slope, y);
        if (!y.hasDimsOf(x)) {
            throw new IllegalArgumentException("PRelu: slope " + slope + " does not stretch to the shape of X " + x);
        }
    }

    @Override
    void right(float[] a, int ai, float b, float[] out, int at, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, a, ai + i);
            x.blend(x.mul(b), x.compare(VectorOperators.LT, 0f)).intoArray(out, at + i);
        }
        for (; i < n; i++) {
            float x = a[ai + i];
            out[at + i] = x < 0 ? b * x : x;
        }
    }
}
