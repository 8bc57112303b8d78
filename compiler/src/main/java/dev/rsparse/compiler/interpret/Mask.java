package dev.rsparse.compiler.interpret;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// How one linear is thinned while a graph is interpreted: a [Thinning] with the numbers it needs at hand.
///
/// @param skip whether columns or rows are left out
/// @param scale what magnitudes are multiplied by, one for each channel or row; empty for nothing
/// @param threshold scores strictly above it are kept
/// @param lowRank what stands in for the channels that are not kept
public record Mask(Thinning.Skip skip, float[] scale, float threshold, Optional<LowRank> lowRank) {

    /// A low-rank product `U V`.
    ///
    /// @param u `[out,rank]`
    /// @param v `[rank,in]`
    public record LowRank(Matrix u, Matrix v) {}

    /// The same at another threshold.
    public Mask at(float changed) {
        return new Mask(skip, scale, changed, lowRank);
    }

    /// Whether `x` at `channel` is kept.
    public boolean keeps(float x, int channel) {
        return score(x, channel) > threshold;
    }

    /// The score of `x` at `channel`.
    public float score(float x, int channel) {
        return scale.length == 0 ? Math.abs(x) : Math.abs(x) * scale[channel];
    }

    /// What is kept of some rows.
    ///
    /// @param x `[rows,channels]`, zero where it is not kept
    /// @param count number of kept elements
    record Kept(Matrix x, long count) {}

    /// Sets what is not kept of `x [rows,channels]` to zero.
    ///
    /// @param dense number of rows at the start that are kept whole, and not counted
    Kept keep(Matrix x, int dense) {
        Matrix result = Matrix.zeros(x.rows(), x.cols());
        System.arraycopy(x.data(), 0, result.data(), 0, dense * x.cols());
        long count = 0;
        for (int row = dense; row < x.rows(); row++) {
            count += keepRow(x.data(), result.data(), row * x.cols(), x.cols());
        }
        return new Kept(result, count);
    }

    private int keepRow(float[] from, float[] to, int start, int channels) {
        int count = 0;
        int j = 0;
        for (; j + LANES <= channels; j += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, from, start + j);
            FloatVector score = scale.length == 0 ? x.abs() : x.abs().mul(FloatVector.fromArray(FLOATS, scale, j));
            VectorMask<Float> above = score.compare(VectorOperators.GT, threshold);
            FloatVector.zero(FLOATS).blend(x, above).intoArray(to, start + j);
            count += above.trueCount();
        }
        for (; j < channels; j++) {
            boolean above = keeps(from[start + j], j);
            to[start + j] = above ? from[start + j] : 0;
            count += above ? 1 : 0;
        }
        return count;
    }
}
