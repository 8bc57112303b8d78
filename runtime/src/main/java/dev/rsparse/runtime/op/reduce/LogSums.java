package dev.rsparse.runtime.op.reduce;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// Logarithms of sums of exponentials.
final class LogSums {

    private LogSums() {}

    /// `log(sum(e^x))` of `n` floats from `from` on, without overflow; relative error of the sum below 1e-5.
    static double of(float[] x, int from, int n) {
        float most = Rows.max(x, from, n);
        if (Float.isInfinite(most)) {
            return most;
        }
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = from;
        for (; i + LANES <= from + n; i += LANES) {
            sums = sums.add(VectorMath.exp(FloatVector.fromArray(FLOATS, x, i).sub(most)));
        }
        double sum = VectorMath.sum(sums);
        for (; i < from + n; i++) {
            sum += ScalarMath.exp(x[i] - most);
        }
        return Math.log(sum) + most;
    }

    /// `log(sum(e^x))` of the first `n` doubles, without overflow.
    static double of(double[] x, int n) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, x[i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x[i] - most);
        }
        return Math.log(sum) + most;
    }
}
