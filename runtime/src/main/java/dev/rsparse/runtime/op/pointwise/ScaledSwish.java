package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// Products of numbers with the sigmoid of their multiples.
final class ScaledSwish {

    private ScaledSwish() {}

    /// `out = in / (1 + e^(-alpha * in))` for the elements `first..last`; `out` may be `in`.
    static void apply(float[] in, float[] out, int first, int last, float alpha) {
        int i = first;
        for (; i + LANES <= last; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, in, i);
            x.div(VectorMath.exp(x.mul(-alpha)).add(1f)).intoArray(out, i);
        }
        for (; i < last; i++) {
            out[i] = in[i] / (1f + ScalarMath.exp(in[i] * -alpha));
        }
    }
}
