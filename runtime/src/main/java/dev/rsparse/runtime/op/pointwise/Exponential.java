package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Exponentials of floats that, other than those of [VectorMath], overflow to infinity and vanish to 0.
final class Exponential {

    /// Up to here [VectorMath#exp] is neither clamped nor are its results subnormal.
    private static final float FAR = 87f;

    private Exponential() {}

    /// `out = e^in` for the elements `first..last`; `out` may be `in`.
    static void apply(float[] in, float[] out, int first, int last) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, i);
            if (x.abs().compare(VectorOperators.GT, FAR).anyTrue()) {
                scalar(in, out, i, i + LANES);
            } else {
                VectorMath.exp(x).intoArray(out, i);
            }
        }
        scalar(in, out, i, last);
    }

    private static void scalar(float[] in, float[] out, int first, int last) {
        for (int i = first; i < last; i++) {
            out[i] = Math.abs(in[i]) > FAR ? (float) Math.exp(in[i]) : ScalarMath.exp(in[i]);
        }
    }
}
