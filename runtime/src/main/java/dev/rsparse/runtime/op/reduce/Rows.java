package dev.rsparse.runtime.op.reduce;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Sums and extremes of floats that lie one behind the other. Sums are made of floats in pieces, and of doubles
/// beyond.
final class Rows {

    /// Elements that are summed up as floats.
    private static final int PIECE = 4096;

    private Rows() {}

    /// The sum of `n` floats from `from` on.
    static double sum(float[] x, int from, int n) {
        double total = 0;
        for (int at = 0; at < n; at += PIECE) {
            total += sumOfPiece(x, from + at, from + Math.min(n, at + PIECE));
        }
        return total;
    }

    /// Two sums side by side: one would wait for itself.
    private static float sumOfPiece(float[] x, int from, int to) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int i = from;
        for (; i + 2 * LANES <= to; i += 2 * LANES) {
            even = even.add(FloatVector.fromArray(FLOATS, x, i));
            odd = odd.add(FloatVector.fromArray(FLOATS, x, i + LANES));
        }
        float sum = VectorMath.sum(even.add(odd));
        for (; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    /// The sum of the squares of `n` floats from `from` on.
    static double sumOfSquares(float[] x, int from, int n) {
        double total = 0;
        for (int at = 0; at < n; at += PIECE) {
            total += squaresOfPiece(x, from + at, from + Math.min(n, at + PIECE));
        }
        return total;
    }

    private static float squaresOfPiece(float[] x, int from, int to) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int i = from;
        for (; i + 2 * LANES <= to; i += 2 * LANES) {
            FloatVector first = FloatVector.fromArray(FLOATS, x, i);
            FloatVector second = FloatVector.fromArray(FLOATS, x, i + LANES);
            even = first.fma(first, even);
            odd = second.fma(second, odd);
        }
        float sum = VectorMath.sum(even.add(odd));
        for (; i < to; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    /// The greatest of `n` floats from `from` on, NaN where there is one.
    static float max(float[] x, int from, int n) {
        FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            most = most.max(FloatVector.fromArray(FLOATS, x, from + i));
        }
        float max = most.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    /// The least of `n` floats from `from` on, NaN where there is one.
    static float min(float[] x, int from, int n) {
        FloatVector least = FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            least = least.min(FloatVector.fromArray(FLOATS, x, from + i));
        }
        float min = least.reduceLanes(VectorOperators.MIN);
        for (; i < n; i++) {
            min = Math.min(min, x[from + i]);
        }
        return min;
    }
}
