package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.load;

import dev.rsparse.runtime.kernel.VectorMath;
import jdk.incubator.vector.FloatVector;

/// Products of one row with many columns that lie each next to itself.
final class Dots {

    private Dots() {}

    /// `out[to + j] += Σ a[from + r] b[at + j step + r]` for `columns` columns of `depth` numbers. Each lane sums
    /// on its own, then lanes are added as [VectorMath#sum] does, then what is beyond whole vectors.
    static void add(float[] a, int from, float[] b, int at, int step, int columns, int depth, float[] out, int to) {
        int j = 0;
        for (; j + 4 <= columns; j += 4) {
            four(a, from, b, at + j * step, step, depth, out, to + j);
        }
        for (; j < columns; j++) {
            FloatVector sum = FloatVector.zero(FLOATS);
            int r = 0;
            for (; r + LANES <= depth; r += LANES) {
                sum = load(a, from + r).fma(load(b, at + j * step + r), sum);
            }
            out[to + j] += rest(a, from, b, at + j * step, r, depth, VectorMath.sum(sum));
        }
    }

    /// Four columns, which share the loads of the row.
    private static void four(float[] a, int from, float[] b, int at, int step, int depth, float[] out, int to) {
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = FloatVector.zero(FLOATS);
        FloatVector sum2 = FloatVector.zero(FLOATS);
        FloatVector sum3 = FloatVector.zero(FLOATS);
        int b1 = at + step;
        int b2 = b1 + step;
        int b3 = b2 + step;
        int r = 0;
        for (; r + LANES <= depth; r += LANES) {
            FloatVector row = load(a, from + r);
            sum0 = row.fma(load(b, at + r), sum0);
            sum1 = row.fma(load(b, b1 + r), sum1);
            sum2 = row.fma(load(b, b2 + r), sum2);
            sum3 = row.fma(load(b, b3 + r), sum3);
        }
        out[to] += rest(a, from, b, at, r, depth, VectorMath.sum(sum0));
        out[to + 1] += rest(a, from, b, b1, r, depth, VectorMath.sum(sum1));
        out[to + 2] += rest(a, from, b, b2, r, depth, VectorMath.sum(sum2));
        out[to + 3] += rest(a, from, b, b3, r, depth, VectorMath.sum(sum3));
    }

    private static float rest(float[] a, int from, float[] b, int at, int first, int depth, float start) {
        float sum = start;
        for (int r = first; r < depth; r++) {
            sum = Math.fma(a[from + r], b[at + r], sum);
        }
        return sum;
    }
}
