package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Types;
import jdk.incubator.vector.FloatVector;

/// The lesser of two numbers, NaN beside a NaN.
final class Smaller extends Binary {

    Smaller(Settings settings) {
        super(settings, Types.NUMBERS);
    }

    @Override
    double apply(double left, double right) {
        return Math.min(left, right);
    }

    @Override
    long apply(long left, long right, boolean unsigned) {
        return unsigned && Long.compareUnsigned(left, right) > 0 || !unsigned && left > right ? right : left;
    }

    @Override
    void both(float[] a, int ai, float[] b, int bi, float[] out, int at, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(FLOATS, a, ai + i)
                    .min(FloatVector.fromArray(FLOATS, b, bi + i))
                    .intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = Math.min(a[ai + i], b[bi + i]);
        }
    }

    @Override
    void right(float[] a, int ai, float b, float[] out, int at, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(FLOATS, a, ai + i).min(b).intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = Math.min(a[ai + i], b);
        }
    }

    @Override
    void left(float a, float[] b, int bi, float[] out, int at, int n) {
        FloatVector first = FloatVector.broadcast(FLOATS, a);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            first.min(FloatVector.fromArray(FLOATS, b, bi + i)).intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = Math.min(a, b[bi + i]);
        }
    }
}
