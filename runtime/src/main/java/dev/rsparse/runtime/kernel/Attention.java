package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// Causal grouped-query attention over a [KvCache] (Vaswani et al., 2017; Ainslie et al., 2023).
public final class Attention {

    private static final int TILE = 4 * LANES;

    private Attention() {}

    /// `out[t] = softmax(q[t] Kᵀ / sqrt(headDim)) V` per head, over the positions up to and including the token's
    /// own, which the cache must hold already.
    ///
    /// @param q `rows` tokens of `heads*headDim` elements every `stride` elements; `out` alike, another array
    /// @param position position of the first token
    /// @param first the head to begin with; `last` the one to stop before
    /// @param scores scratch for at least [KvCache#capacity] elements
    public static void apply(
            KvCache cache,
            float[] q,
            float[] out,
            int rows,
            int heads,
            int first,
            int last,
            int stride,
            int position,
            float[] scores) {
        float scale = (float) (1.0 / Math.sqrt(cache.headDim()));
        applyScored(cache, q, out, rows, heads, first, last, stride, position, scores, scale, 0, 0);
    }

    /// The same with scores of another kind.
    ///
    /// @param scale what products of queries and keys are multiplied by
    /// @param window how many positions a token sees, its own among them; 0 for all
    /// @param cap scaled products `s` become `cap * tanh(s / cap)`; 0 for none
    public static void applyScored(
            KvCache cache,
            float[] q,
            float[] out,
            int rows,
            int heads,
            int first,
            int last,
            int stride,
            int position,
            float[] scores,
            float scale,
            int window,
            float cap) {
        int headDim = cache.headDim();
        int group = heads / cache.kvHeads();
        for (int row = 0; row < rows; row++) {
            int count = position + row + 1;
            int start = window > 0 ? Math.max(0, count - window) : 0;
            for (int head = first; head < last; head++) {
                int from = row * stride + head * headDim;
                int shared = head / group;
                scores(
                        q,
                        from,
                        cache.keys(),
                        shared * headDim * cache.capacity(),
                        cache.capacity(),
                        headDim,
                        start,
                        count,
                        scores);
                if (cap > 0) {
                    Pointwise.scale(scores, scores, start, count, scale);
                    Pointwise.softCap(scores, scores, start, count, cap);
                }
                float total = exponentials(scores, start, count, cap > 0 ? 1 : scale);
                weightedSum(
                        scores,
                        start,
                        count,
                        1f / total,
                        cache.values(),
                        shared * headDim * cache.capacity(),
                        headDim,
                        out,
                        from);
            }
        }
    }

    /// Dots of one query with the keys `start..count`, rounded to whole tiles: four vectors of positions at a time.
    private static void scores(
            float[] q,
            int from,
            float[] keys,
            int base,
            int capacity,
            int headDim,
            int start,
            int count,
            float[] scores) {
        for (int p = start / TILE * TILE; p < count; p += TILE) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            int key = base + p;
            for (int d = 0; d < headDim; d++) {
                FloatVector element = FloatVector.broadcast(FLOATS, q[from + d]);
                s0 = FloatVector.fromArray(FLOATS, keys, key).fma(element, s0);
                s1 = FloatVector.fromArray(FLOATS, keys, key + LANES).fma(element, s1);
                s2 = FloatVector.fromArray(FLOATS, keys, key + 2 * LANES).fma(element, s2);
                s3 = FloatVector.fromArray(FLOATS, keys, key + 3 * LANES).fma(element, s3);
                key += capacity;
            }
            s0.intoArray(scores, p);
            s1.intoArray(scores, p + LANES);
            s2.intoArray(scores, p + 2 * LANES);
            s3.intoArray(scores, p + 3 * LANES);
        }
    }

    /// Turns scores into `exp(scale * (score - max))` and returns their sum.
    private static float exponentials(float[] scores, int start, int count, float scale) {
        float max = max(scores, start, count);
        FloatVector sums = FloatVector.zero(FLOATS);
        int p = start;
        for (; p + LANES <= count; p += LANES) {
            FloatVector e = VectorMath.exp(
                    FloatVector.fromArray(FLOATS, scores, p).sub(max).mul(scale));
            e.intoArray(scores, p);
            sums = sums.add(e);
        }
        float total = VectorMath.sum(sums);
        for (; p < count; p++) {
            scores[p] = ScalarMath.exp((scores[p] - max) * scale);
            total += scores[p];
        }
        return total;
    }

    private static float max(float[] scores, int start, int count) {
        FloatVector best = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int p = start;
        for (; p + LANES <= count; p += LANES) {
            best = best.max(FloatVector.fromArray(FLOATS, scores, p));
        }
        // The maximum of lanes has no rounding, so its order does not matter.
        float max = best.reduceLanes(jdk.incubator.vector.VectorOperators.MAX);
        for (; p < count; p++) {
            max = Math.max(max, scores[p]);
        }
        return max;
    }

    private static void weightedSum(
            float[] weights,
            int start,
            int count,
            float factor,
            float[] values,
            int base,
            int headDim,
            float[] out,
            int to) {
        int d = 0;
        for (; d + TILE <= headDim; d += TILE) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            int value = base + start * headDim + d;
            for (int p = start; p < count; p++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[p]);
                s0 = FloatVector.fromArray(FLOATS, values, value).fma(weight, s0);
                s1 = FloatVector.fromArray(FLOATS, values, value + LANES).fma(weight, s1);
                s2 = FloatVector.fromArray(FLOATS, values, value + 2 * LANES).fma(weight, s2);
                s3 = FloatVector.fromArray(FLOATS, values, value + 3 * LANES).fma(weight, s3);
                value += headDim;
            }
            s0.mul(factor).intoArray(out, to + d);
            s1.mul(factor).intoArray(out, to + d + LANES);
            s2.mul(factor).intoArray(out, to + d + 2 * LANES);
            s3.mul(factor).intoArray(out, to + d + 3 * LANES);
        }
        for (; d < headDim; d++) {
            float sum = 0;
            for (int p = start; p < count; p++) {
                sum = Math.fma(values[base + p * headDim + d], weights[p], sum);
            }
            out[to + d] = sum * factor;
        }
    }
}
