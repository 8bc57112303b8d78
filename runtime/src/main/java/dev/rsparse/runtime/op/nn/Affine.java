package dev.rsparse.runtime.op.nn;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// `out[i] = (x[i] - mean) * scale + shift`: the last step of normalisations.
final class Affine {

    private Affine() {}

    /// One mean, scale and shift for `count` numbers.
    static void apply(float[] x, int from, float[] out, int to, int count, float mean, float scale, float shift) {
        FloatVector scales = FloatVector.broadcast(FLOATS, scale);
        FloatVector shifts = FloatVector.broadcast(FLOATS, shift);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector.fromArray(FLOATS, x, from + i)
                    .sub(mean)
                    .fma(scales, shifts)
                    .intoArray(out, to + i);
        }
        for (; i < count; i++) {
            out[to + i] = Math.fma(x[from + i] - mean, scale, shift);
        }
    }

    /// A scale and a shift for each of `count` numbers, `(x[i] - mean) * factor * scales[i] + shifts[i]`.
    ///
    /// @param shifts empty for none
    static void apply(
            float[] x, float[] out, int from, int count, float mean, float factor, float[] scales, float[] shifts) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector normed = FloatVector.fromArray(FLOATS, x, from + i)
                    .sub(mean)
                    .mul(factor)
                    .mul(FloatVector.fromArray(FLOATS, scales, i));
            (shifts.length == 0 ? normed : normed.add(FloatVector.fromArray(FLOATS, shifts, i)))
                    .intoArray(out, from + i);
        }
        for (; i < count; i++) {
            float normed = (x[from + i] - mean) * factor * scales[i];
            out[from + i] = shifts.length == 0 ? normed : normed + shifts[i];
        }
    }
}
