package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// `C = A * B`; integers wrap (ONNX Mul-7, -13, -14).
public final class Mul extends Binary {

    public Mul(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double left, double right) {
        return left * right;
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return left * right;
    }

    @Override
    void both(float[] a, int ai, float[] b, int bi, float[] out, int at, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(FLOATS, a, ai + i)
                    .mul(FloatVector.fromArray(FLOATS, b, bi + i))
                    .intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = a[ai + i] * b[bi + i];
        }
    }

    @Override
    void right(float[] a, int ai, float b, float[] out, int at, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(FLOATS, a, ai + i).mul(b).intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = a[ai + i] * b;
        }
    }

    @Override
    void left(float a, float[] b, int bi, float[] out, int at, int n) {
        right(b, bi, a, out, at, n);
    }
}
