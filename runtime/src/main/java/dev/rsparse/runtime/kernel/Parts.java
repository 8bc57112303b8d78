package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// Adds up the parts in which threads make a product, always in the same order.
public final class Parts {

    private Parts() {}

    /// `out[to+i] = parts[at+i] + parts[at+stride+i] + …` over `count` parts, from left to right, for `n` outputs.
    public static void sum(float[] parts, int at, int stride, int count, float[] out, int to, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, parts, at + i);
            for (int part = 1; part < count; part++) {
                sum = sum.add(FloatVector.fromArray(FLOATS, parts, at + part * stride + i));
            }
            sum.intoArray(out, to + i);
        }
        for (; i < n; i++) {
            float sum = parts[at + i];
            for (int part = 1; part < count; part++) {
                sum += parts[at + part * stride + i];
            }
            out[to + i] = sum;
        }
    }

    /// `out[to+i] += parts[at+i]` for `n` outputs.
    public static void add(float[] parts, int at, float[] out, int to, int n) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(FLOATS, out, to + i)
                    .add(FloatVector.fromArray(FLOATS, parts, at + i))
                    .intoArray(out, to + i);
        }
        for (; i < n; i++) {
            out[to + i] += parts[at + i];
        }
    }
}
