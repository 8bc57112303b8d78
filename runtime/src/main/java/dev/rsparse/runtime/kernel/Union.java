package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.IOTA;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;
import static dev.rsparse.runtime.kernel.VectorMath.WORDS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Lists the channels that at least one of several sequences needs.
public final class Union {

    private Union() {}

    /// Lists the channels `0..n` at which one of `rows` rows is not zero, in order, and returns how many they
    /// are.
    ///
    /// The list is filled up to a multiple of `fused` with its first channel; there `places`, which is the same
    /// list otherwise, holds `n`, where every row must be zero. So no column is read that nobody needs.
    ///
    /// @param x rows of `n` elements, and zeros up to a whole vector, every `stride` elements
    /// @param channels room for `n + fused` and a vector more; `places` alike
    public static int list(float[] x, int rows, int stride, int n, int[] channels, int[] places, int fused) {
        int count = 0;
        for (int j = 0; j < n; j += LANES) {
            VectorMask<Float> any = FloatVector.fromArray(FLOATS, x, j).compare(VectorOperators.NE, 0);
            for (int row = 1; row < rows; row++) {
                any = any.or(FloatVector.fromArray(FLOATS, x, row * stride + j).compare(VectorOperators.NE, 0));
            }
            IntVector listed = IOTA.add(j).compress(any.cast(WORDS));
            listed.intoArray(channels, count);
            listed.intoArray(places, count);
            count += any.trueCount();
        }
        for (int i = count; i % fused != 0; i++) {
            channels[i] = channels[0];
            places[i] = n;
        }
        return count;
    }
}
