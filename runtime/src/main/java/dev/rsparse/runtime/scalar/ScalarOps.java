package dev.rsparse.runtime.scalar;

import java.util.Arrays;

/// Scalar twins of the routines that emitted classes share, and of the linears they emit. All work on one token.
public final class ScalarOps {

    private ScalarOps() {}

    /// `left + right`, element by element.
    public static float[] add(float[] left, float[] right) {
        float[] out = new float[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = left[i] + right[i];
        }
        return out;
    }

    /// `parts[at+i] + parts[at+stride+i] + …` over `count` parts, from left to right, for `n` outputs.
    public static float[] sumParts(float[] parts, int at, int stride, int count, int n) {
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            out[i] = parts[at + i];
            for (int part = 1; part < count; part++) {
                out[i] += parts[at + part * stride + i];
            }
        }
        return out;
    }

    /// `left * right`, element by element.
    public static float[] mul(float[] left, float[] right) {
        float[] out = new float[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = left[i] * right[i];
        }
        return out;
    }

    /// `x * sigmoid(x)`, element by element.
    public static float[] silu(float[] x) {
        float[] out = new float[x.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = ScalarMath.silu(x[i]);
        }
        return out;
    }

    /// `x / sqrt(mean(x²) + epsilon) * scale`.
    ///
    /// @param scale one number per element, or an empty array for all ones
    public static float[] rmsNorm(float[] x, float[] scale, float epsilon) {
        double squares = 0;
        for (float element : x) {
            squares += (double) element * element;
        }
        double factor = 1.0 / Math.sqrt(squares / x.length + epsilon);
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (x[i] * factor * (scale.length == 0 ? 1 : scale[i]));
        }
        return out;
    }

    /// [#rmsNorm] of each of `heads` parts of `x`.
    public static float[] rmsNorm(float[] x, float[] scale, float epsilon, int heads) {
        int width = x.length / heads;
        float[] out = new float[x.length];
        for (int head = 0; head < heads; head++) {
            float[] part = Arrays.copyOfRange(x, head * width, (head + 1) * width);
            System.arraycopy(rmsNorm(part, scale, epsilon), 0, out, head * width, width);
        }
        return out;
    }

    /// `(x - mean(x)) / sqrt(var(x) + epsilon) * scale + bias`.
    ///
    /// @param bias one number per element, or an empty array for zeros
    public static float[] layerNorm(float[] x, float[] scale, float[] bias, float epsilon) {
        double mean = 0;
        for (float element : x) {
            mean += (double) element / x.length;
        }
        double variance = 0;
        for (float element : x) {
            variance += (element - mean) * (element - mean) / x.length;
        }
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            double normed = (x[i] - mean) / Math.sqrt(variance + epsilon) * scale[i];
            out[i] = (float) (normed + (bias.length == 0 ? 0 : bias[i]));
        }
        return out;
    }

    /// The same rotation by frequencies of the model's own, over the first `2 * frequencies.length` elements of a head.
    ///
    /// @param magnitude what the turned elements are multiplied by
    public static float[] rope(float[] x, int position, int headDim, float[] frequencies, float magnitude) {
        float[] out = x.clone();
        int half = frequencies.length;
        for (int head = 0; head < x.length; head += headDim) {
            for (int i = 0; i < half; i++) {
                double angle = (double) position * frequencies[i];
                double first = x[head + i];
                double second = x[head + i + half];
                out[head + i] = (float) (magnitude * (first * Math.cos(angle) - second * Math.sin(angle)));
                out[head + i + half] = (float) (magnitude * (second * Math.cos(angle) + first * Math.sin(angle)));
            }
        }
        return out;
    }

    /// Rotates each head of `headDim` elements by the angles of `position`; element `i` pairs with `i + headDim/2`.
    public static float[] rope(float[] x, int position, int headDim, double theta) {
        float[] out = x.clone();
        int half = headDim / 2;
        for (int head = 0; head < x.length; head += headDim) {
            for (int i = 0; i < half; i++) {
                double angle = position * Math.pow(theta, -2.0 * i / headDim);
                double first = x[head + i];
                double second = x[head + i + half];
                out[head + i] = (float) (first * Math.cos(angle) - second * Math.sin(angle));
                out[head + i + half] = (float) (second * Math.cos(angle) + first * Math.sin(angle));
            }
        }
        return out;
    }

    /// Attention of one query `[heads*headDim]` over `count` cached positions; `keys` and `values` are
    /// `[position][kvHeads*headDim]`.
    public static float[] attention(float[] q, float[][] keys, float[][] values, int count, int heads, int kvHeads) {
        return attention(q, keys, values, count, heads, kvHeads, 1 / Math.sqrt((double) q.length / heads), 0, 0);
    }

    /// The same with scores of another kind.
    ///
    /// @param scale what products of queries and keys are multiplied by
    /// @param window how many of the last positions are seen; 0 for all
    /// @param cap scaled products `s` become `cap * tanh(s / cap)`; 0 for none
    public static float[] attention(
            float[] q,
            float[][] keys,
            float[][] values,
            int count,
            int heads,
            int kvHeads,
            double scale,
            int window,
            double cap) {
        int headDim = q.length / heads;
        float[] out = new float[q.length];
        for (int head = 0; head < heads; head++) {
            int shared = head / (heads / kvHeads) * headDim;
            double[] scores = scores(q, head * headDim, keys, shared, count, headDim);
            for (int p = 0; p < count; p++) {
                double scaled = scores[p] * scale;
                double capped = cap > 0 ? cap * Math.tanh(scaled / cap) : scaled;
                scores[p] = window > 0 && p < count - window ? Double.NEGATIVE_INFINITY : capped;
            }
            double[] weights = softmax(scores);
            for (int d = 0; d < headDim; d++) {
                double sum = 0;
                for (int p = 0; p < count; p++) {
                    sum += weights[p] * values[p][shared + d];
                }
                out[head * headDim + d] = (float) sum;
            }
        }
        return out;
    }

    private static double[] scores(float[] q, int from, float[][] keys, int shared, int count, int headDim) {
        double[] scores = new double[count];
        for (int p = 0; p < count; p++) {
            double dot = 0;
            for (int d = 0; d < headDim; d++) {
                dot += (double) q[from + d] * keys[p][shared + d];
            }
            scores[p] = dot;
        }
        return scores;
    }

    /// `exp(x) / sum(exp(x))`.
    public static float[] softmax(float[] x) {
        double[] scores = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            scores[i] = x[i];
        }
        double[] shares = softmax(scores);
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) shares[i];
        }
        return out;
    }

    private static double[] softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int p = 0; p < scores.length; p++) {
            scores[p] = Math.exp(scores[p] - max);
            sum += scores[p];
        }
        for (int p = 0; p < scores.length; p++) {
            scores[p] /= sum;
        }
        return scores;
    }

    /// Negative log-likelihood of `target` in nats: `log(sum(exp(logits))) - logits[target]`.
    public static double negativeLogLikelihood(float[] logits, int target) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = logits[i];
        }
        return -Math.log(softmax(scores)[target]);
    }

    /// `W x` with `w` row-major `[out,in]`.
    public static float[] linear(float[] w, float[] x, int out) {
        float[] y = new float[out];
        for (int o = 0; o < out; o++) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += (double) w[o * x.length + j] * x[j];
            }
            y[o] = (float) sum;
        }
        return y;
    }

    /// `silu(gate_i) * (W x)_i` where `|silu(gate_i)| * c_i > threshold`, else 0.
    ///
    /// @param w row-major `[out,in]`
    /// @param gate `out` numbers
    /// @param scales `c`, or an empty array for all ones
    public static float[] gatedRowsLinear(float[] w, float[] x, float[] gate, float threshold, float[] scales) {
        float[] factors = silu(gate);
        boolean[] keeps = kept(factors, threshold, scales);
        float[] y = linear(w, x, gate.length);
        for (int i = 0; i < y.length; i++) {
            y[i] = keeps[i] ? factors[i] * y[i] : 0;
        }
        return y;
    }

    /// The channels that R-Sparse keeps: those with `|x_j| * c_j > threshold`.
    ///
    /// @param columnNorms `c`, or an empty array for all ones
    public static boolean[] kept(float[] x, float threshold, float[] columnNorms) {
        boolean[] kept = new boolean[x.length];
        for (int j = 0; j < x.length; j++) {
            kept[j] = Math.abs(x[j]) * (columnNorms.length == 0 ? 1f : columnNorms[j]) > threshold;
        }
        return kept;
    }

    /// `W[:,S] x[S] + U (V x_rest)` with `S = { j : |x_j| * c_j > threshold }` and `x_rest` = `x` with `S` zeroed
    /// (R-Sparse, arXiv:2504.19449).
    ///
    /// @param columnNorms `c`, or an empty array for all ones
    /// @param u row-major `[out,rank]`
    /// @param v row-major `[rank,in]`
    public static float[] sparseLowRankLinear(
            float[] w, float[] x, int out, float threshold, float[] columnNorms, float[] u, float[] v) {
        float[] kept = new float[x.length];
        float[] rest = new float[x.length];
        boolean[] keeps = kept(x, threshold, columnNorms);
        for (int j = 0; j < x.length; j++) {
            (keeps[j] ? kept : rest)[j] = x[j];
        }
        float[] y = linear(w, kept, out);
        if (v.length > 0) {
            float[] lowRank = linear(u, linear(v, rest, v.length / x.length), out);
            for (int o = 0; o < out; o++) {
                y[o] += lowRank[o];
            }
        }
        return y;
    }
}
