package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.kernel.Elementwise;
import dev.rsparse.runtime.kernel.Pointwise;
import dev.rsparse.runtime.kernel.Softmax;
import java.util.Arrays;

/// What the nodes of a graph compute, over the rows of one sequence. Numerics: float; means and dot products of
/// norms are summed in float, products by the algebra in use.
final class Forward {

    private final LinearAlgebra algebra;

    Forward(LinearAlgebra algebra) {
        this.algebra = algebra;
    }

    static Matrix gather(Matrix table, int[] ids) {
        int width = table.cols();
        Matrix out = Matrix.zeros(ids.length, width);
        for (int row = 0; row < ids.length; row++) {
            System.arraycopy(table.data(), ids[row] * width, out.data(), row * width, width);
        }
        return out;
    }

    /// Rows `from`, … of a table, one for each token.
    static Matrix positions(Matrix table, int from, int tokens) {
        int[] rows = new int[tokens];
        Arrays.setAll(rows, token -> from + token);
        return gather(table, rows);
    }

    /// @param scale of `width` elements, which are normalised together; empty for all ones
    static Matrix norm(Matrix x, float[] scale, int width, float epsilon) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        for (int start = 0; start < x.data().length; start += width) {
            float factor = inverseRms(x, start, width, epsilon);
            for (int j = 0; j < width; j++) {
                out.data()[start + j] = x.data()[start + j] * factor * (scale.length == 0 ? 1 : scale[j]);
            }
        }
        return out;
    }

    static float inverseRms(Matrix x, int start, int width, float epsilon) {
        float squares = 0;
        for (int j = start; j < start + width; j++) {
            squares += x.data()[j] * x.data()[j];
        }
        return (float) (1 / Math.sqrt(squares / width + epsilon));
    }

    /// @param bias empty for zeros
    static Matrix layerNorm(Matrix x, float[] scale, float[] bias, float epsilon) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.cols();
            float mean = mean(x, row);
            float factor = inverseDeviation(x, row, mean, epsilon);
            for (int j = 0; j < x.cols(); j++) {
                float normed = (x.data()[start + j] - mean) * factor * scale[j];
                out.data()[start + j] = normed + (bias.length == 0 ? 0 : bias[j]);
            }
        }
        return out;
    }

    static float mean(Matrix x, int row) {
        float sum = 0;
        for (int j = row * x.cols(); j < (row + 1) * x.cols(); j++) {
            sum += x.data()[j];
        }
        return sum / x.cols();
    }

    static float inverseDeviation(Matrix x, int row, float mean, float epsilon) {
        float squares = 0;
        for (int j = row * x.cols(); j < (row + 1) * x.cols(); j++) {
            squares += (x.data()[j] - mean) * (x.data()[j] - mean);
        }
        return (float) (1 / Math.sqrt(squares / x.cols() + epsilon));
    }

    static Matrix addBias(Matrix x, float[] bias) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = x.data()[i] + bias[i % bias.length];
        }
        return out;
    }

    /// @param direction 1 to rotate, -1 to rotate back
    static Matrix rope(Matrix x, Node.Rope rope, int direction) {
        int half = rope.angles().map(angles -> angles.frequencies().size()).orElse(rope.headDim() / 2);
        float magnitude = rope.angles().map(RopeAngles::magnitude).orElse(1f);
        Matrix out = new Matrix(x.rows(), x.cols(), x.data().clone());
        for (int i = 0; i < half; i++) {
            int pair = i;
            double frequency = rope.angles()
                    .map(angles -> (double) angles.frequencies().get(pair))
                    .orElseGet(() -> Math.pow(rope.theta(), -2.0 * pair / rope.headDim()));
            for (int row = 0; row < x.rows(); row++) {
                float cos = magnitude * (float) Math.cos(row * frequency);
                float sin = magnitude * direction * (float) Math.sin(row * frequency);
                for (int head = 0; head < x.cols(); head += rope.headDim()) {
                    int low = row * x.cols() + head + i;
                    float first = x.data()[low];
                    float second = x.data()[low + half];
                    out.data()[low] = first * cos - second * sin;
                    out.data()[low + half] = second * cos + first * sin;
                }
            }
        }
        return out;
    }

    /// Columns `from`, … of every row as a matrix of its own.
    static Matrix slice(Matrix x, int from, int width) {
        Matrix out = Matrix.zeros(x.rows(), width);
        for (int row = 0; row < x.rows(); row++) {
            System.arraycopy(x.data(), row * x.cols() + from, out.data(), row * width, width);
        }
        return out;
    }

    /// Adds `part` to columns `from`, … of every row.
    static void addSlice(Matrix part, Matrix to, int from) {
        for (int row = 0; row < part.rows(); row++) {
            for (int j = 0; j < part.cols(); j++) {
                to.data()[row * to.cols() + from + j] += part.data()[row * part.cols() + j];
            }
        }
    }

    Matrix attention(Node.Attention node, Matrix q, Matrix k, Matrix v) {
        int dim = node.headDim();
        int group = node.heads() / node.kvHeads();
        Matrix out = Matrix.zeros(q.rows(), q.cols());
        for (int head = 0; head < node.heads(); head++) {
            int shared = head / group * dim;
            Matrix weights = probabilities(node.scoring(), slice(q, head * dim, dim), slice(k, shared, dim));
            addSlice(algebra.multiply(weights, slice(v, shared, dim)), out, head * dim);
        }
        return out;
    }

    /// Causal attention weights of one head, `[rows,rows]`, zero above the diagonal.
    Matrix probabilities(Scoring scoring, Matrix q, Matrix k) {
        Matrix scores = scores(scoring, q, k);
        int size = scores.cols();
        for (int row = 0; row < size; row++) {
            int start = row * size;
            int first = scoring.window() > 0 ? Math.max(0, row + 1 - scoring.window()) : 0;
            Softmax.normalise(scores.data(), start + first, row + 1 - first);
            Arrays.fill(scores.data(), start, start + first, 0);
            Arrays.fill(scores.data(), start + row + 1, start + size, 0);
        }
        return scores;
    }

    /// Scaled and capped products of every query with every key.
    Matrix scores(Scoring scoring, Matrix q, Matrix k) {
        Matrix scores = algebra.multiply(q, false, k, true);
        float[] data = scores.data();
        Pointwise.scale(data, data, 0, data.length, scoring.scale());
        if (scoring.cap() > 0) {
            Pointwise.softCap(data, data, 0, data.length, scoring.cap());
        }
        return scores;
    }

    static Matrix silu(Matrix x) {
        Matrix out = Matrix.zeros(x.rows(), x.cols());
        Elementwise.silu(x.data(), out.data(), 0, x.data().length);
        return out;
    }

    static Matrix softmax(Matrix x) {
        Matrix out = new Matrix(x.rows(), x.cols(), x.data().clone());
        Softmax.rows(out.data(), out.data(), 0, x.rows(), x.cols(), x.cols());
        return out;
    }

    static Matrix add(Matrix left, Matrix right) {
        Matrix out = Matrix.zeros(left.rows(), left.cols());
        Elementwise.add(left.data(), right.data(), out.data(), 0, out.data().length);
        return out;
    }

    static Matrix mul(Matrix left, Matrix right) {
        Matrix out = Matrix.zeros(left.rows(), left.cols());
        Elementwise.mul(left.data(), right.data(), out.data(), 0, out.data().length);
        return out;
    }

    /// `x Wᵀ`.
    Matrix linear(Matrix x, Matrix w) {
        return algebra.multiply(x, false, w, true);
    }

    /// `kept Wᵀ`, and the low-rank product of the rest of `x`.
    Matrix thinned(Matrix x, Matrix kept, Matrix w, Mask mask) {
        Matrix y = linear(kept, w);
        if (mask.lowRank().isPresent()) {
            Mask.LowRank product = mask.lowRank().get();
            Matrix rest = Matrix.zeros(x.rows(), x.cols());
            for (int i = 0; i < rest.data().length; i++) {
                rest.data()[i] = x.data()[i] - kept.data()[i];
            }
            Matrix instead = linear(linear(rest, product.v()), product.u());
            Elementwise.add(y.data(), instead.data(), y.data(), 0, y.data().length);
        }
        return y;
    }
}
