package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.Optional;

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

    /// `x [rows,channels]` with what is not kept set to zero.
    Matrix kept(Matrix x) {
        Matrix result = Matrix.zeros(x.rows(), x.cols());
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.cols();
            for (int j = 0; j < x.cols(); j++) {
                float value = x.data()[start + j];
                result.data()[start + j] = keeps(value, j) ? value : 0;
            }
        }
        return result;
    }

    /// How many scores of `x [rows,channels]` are above the threshold.
    long count(Matrix x) {
        long count = 0;
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.cols();
            for (int j = 0; j < x.cols(); j++) {
                count += keeps(x.data()[start + j], j) ? 1 : 0;
            }
        }
        return count;
    }
}
