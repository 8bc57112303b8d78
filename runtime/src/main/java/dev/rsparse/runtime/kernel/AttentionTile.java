package dev.rsparse.runtime.kernel;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.AttentionScratch;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.scalar.ScalarMath;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// A tile of queries that share a head of keys and values: those of one token, or of a few neighbouring ones, token by
/// token. Over a part of the positions each query gets a record, see [KvCache#recordLength]: values summed with the
/// weights `exp(scale * (score - max))`, the `max` of that part, and the sum of weights. Records are merged in the
/// order of their parts (Dao, Flash-Decoding, 2023).
final class AttentionTile {

    private AttentionTile() {}

    /// Copies the queries of `tokens` tokens from row `first` of `q` on that share `kvHead`.
    static void load(
            AttentionScratch scratch, KvCache cache, float[] q, int first, int tokens, int stride, int kvHead) {
        int length = cache.group() * cache.headDim();
        for (int token = 0; token < tokens; token++) {
            System.arraycopy(q, (first + token) * stride + kvHead * length, scratch.queries(), token * length, length);
        }
    }

    /// Makes the records of the loaded queries over part `part`.
    ///
    /// @param tokens how many were loaded, of which the first sees `seen` positions and each other one more
    static void attend(AttentionScratch scratch, KvCache cache, int kvHead, int tokens, int seen, int part) {
        int from = part * KvCache.PART;
        int length = Math.min(KvCache.PART, seen + tokens - 1 - from);
        int queries = tokens * cache.group();
        if (cache.window() > 0 && from + length <= seen - cache.window()) {
            unseen(scratch, cache, queries);
            return;
        }
        score(scratch, cache, queries, cache.keyPlace(kvHead, from), length);
        float scale = scale(cache);
        for (int i = 0; i < queries; i++) {
            int end = seen + i / cache.group() - from;
            int start = cache.window() > 0 ? end - cache.window() : 0;
            int count = start >= length ? 0 : Math.clamp(end, 0, length);
            weigh(scratch, cache, i, Math.clamp(start, 0, count), count, length, scale);
        }
        sumValues(scratch, cache, queries, cache.valuePlace(kvHead, from), length);
    }

    /// Records of a part that no query sees anything of.
    private static void unseen(AttentionScratch scratch, KvCache cache, int queries) {
        for (int i = 0; i < queries; i++) {
            int record = i * cache.recordLength();
            Arrays.fill(scratch.results(), record, record + cache.columns(), 0);
            scratch.results()[record + cache.columns()] = Float.NEGATIVE_INFINITY;
            scratch.results()[record + cache.columns() + 1] = 0;
        }
    }

    /// What scores are multiplied by; capped ones already are.
    static float scale(KvCache cache) {
        return cache.cap() > 0 ? 1 : cache.scale();
    }

    /// Dots of the queries with `length` keys, rounded up to whole blocks.
    private static void score(AttentionScratch scratch, KvCache cache, int queries, int place, int length) {
        int headDim = cache.headDim();
        Arrays.fill(scratch.scores(), 0, queries * KvCache.PART, 0);
        boolean fused = fuses(cache, queries);
        for (int p = 0; p < length; p += KvCache.BLOCK) {
            if (fused) {
                scoreBits(scratch, cache, queries, place + p * headDim, p);
            } else {
                scoreFloats(scratch, cache, queries, place + p * headDim, p);
            }
        }
    }

    /// Dots with the block of keys at `place`, whose first position is `p` of the part.
    private static void scoreBits(AttentionScratch scratch, KvCache cache, int queries, int place, int p) {
        scratch.fetchAhead(cache.keyBits(), place, KvCache.BLOCK * cache.headDim());
        HalfProducts.add(
                scratch.queries(),
                0,
                cache.headDim(),
                queries,
                cache.keyBits(),
                place,
                KvCache.BLOCK,
                cache.headDim(),
                scratch.scores(),
                p,
                KvCache.PART,
                KvCache.BLOCK);
    }

    /// As [#scoreBits], by way of floats.
    private static void scoreFloats(AttentionScratch scratch, KvCache cache, int queries, int place, int p) {
        QueryProducts.add(
                scratch.queries(),
                0,
                cache.headDim(),
                queries,
                cache.keys(place, cache.headDim() * KvCache.BLOCK, scratch.panel()),
                cache.start(place),
                KvCache.BLOCK,
                cache.headDim(),
                scratch.scores(),
                p,
                KvCache.PART,
                KvCache.BLOCK);
    }

    /// Whether keys and values are decoded within the products: where few queries share them.
    private static boolean fuses(KvCache cache, int queries) {
        return cache.format() == CacheFormat.BF16 && queries <= HalfProducts.ROWS;
    }

    /// Turns the scores `start..count` of query `i` into weights and the others up to `length` into zeros, and notes
    /// the largest score and the sum of weights in its record.
    private static void weigh(
            AttentionScratch scratch, KvCache cache, int i, int start, int count, int length, float scale) {
        float[] scores = scratch.scores();
        int from = i * KvCache.PART;
        int end = from + count;
        if (cache.cap() > 0) {
            Pointwise.scale(scores, scores, from, end, cache.scale());
            Pointwise.softCap(scores, scores, from, end, cache.cap());
        }
        Arrays.fill(scores, from, from + start, Float.NEGATIVE_INFINITY);
        // Whole pairs of vectors: what pads has the least weight there is, which is lost in the sum, and is then
        // cleared.
        int padded = from + Math.ceilDiv(count, 2 * LANES) * 2 * LANES;
        Arrays.fill(scores, end, padded, Float.NEGATIVE_INFINITY);
        float max = max(scores, from, padded);
        exponentials(scores, from, padded, max, scale);
        float sum = sum(scores, from, padded);
        Arrays.fill(scores, from, from + start, 0);
        Arrays.fill(scores, end, from + length, 0);
        int record = i * cache.recordLength() + cache.columns();
        scratch.results()[record] = max;
        scratch.results()[record + 1] = count == 0 ? 0 : sum;
    }

    private static float max(float[] scores, int from, int end) {
        FloatVector one = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector other = one;
        for (int p = from; p < end; p += 2 * LANES) {
            one = one.max(FloatVector.fromArray(FLOATS, scores, p));
            other = other.max(FloatVector.fromArray(FLOATS, scores, p + LANES));
        }
        // The maximum of lanes has no rounding, so its order does not matter.
        return one.max(other).reduceLanes(VectorOperators.MAX);
    }

    /// Turns scores into `exp(scale * (score - max))`.
    private static void exponentials(float[] scores, int from, int end, float max, float scale) {
        // A vector at a time: two exponentials make so large a method that the JIT compiler leaves calls in it, and
        // what is passed to a call becomes an object. The processor works on several turns at once anyhow.
        for (int p = from; p < end; p += LANES) {
            FloatVector score = FloatVector.fromArray(FLOATS, scores, p);
            VectorMath.exp(score.sub(max).mul(scale)).intoArray(scores, p);
        }
    }

    private static float sum(float[] weights, int from, int end) {
        FloatVector one = FloatVector.zero(FLOATS);
        FloatVector other = FloatVector.zero(FLOATS);
        for (int p = from; p < end; p += 2 * LANES) {
            one = one.add(FloatVector.fromArray(FLOATS, weights, p));
            other = other.add(FloatVector.fromArray(FLOATS, weights, p + LANES));
        }
        return VectorMath.sum(one.add(other));
    }

    /// The values of `length` positions times the queries' weights.
    private static void sumValues(AttentionScratch scratch, KvCache cache, int queries, int place, int length) {
        int columns = cache.columns();
        float[] results = scratch.results();
        for (int i = 0; i < queries; i++) {
            Arrays.fill(results, i * cache.recordLength(), i * cache.recordLength() + columns, 0);
        }
        boolean fused = fuses(cache, queries);
        for (int p = 0; p < length; p += KvCache.BLOCK) {
            int count = Math.min(KvCache.BLOCK, length - p);
            if (fused) {
                sumBits(scratch, cache, queries, place + p * columns, p, count);
            } else {
                sumFloats(scratch, cache, queries, place + p * columns, p, count);
            }
        }
    }

    /// The values of `count` positions that begin at `place` and with position `p` of the part.
    private static void sumBits(AttentionScratch scratch, KvCache cache, int queries, int place, int p, int count) {
        scratch.fetchAhead(cache.valueBits(), place, KvCache.BLOCK * cache.columns());
        HalfProducts.add(
                scratch.scores(),
                p,
                KvCache.PART,
                queries,
                cache.valueBits(),
                place,
                cache.columns(),
                count,
                scratch.results(),
                0,
                cache.recordLength(),
                cache.columns());
    }

    /// As [#sumBits], by way of floats.
    private static void sumFloats(AttentionScratch scratch, KvCache cache, int queries, int place, int p, int count) {
        QueryProducts.add(
                scratch.scores(),
                p,
                KvCache.PART,
                queries,
                cache.values(place, count * cache.columns(), scratch.panel()),
                cache.start(place),
                cache.columns(),
                count,
                scratch.results(),
                0,
                cache.recordLength(),
                cache.columns());
    }

    /// Adds the record at `from` of `part` to that at `to` of `total`, which is of earlier parts. One of a part of
    /// which the query sees nothing changes nothing.
    static void merge(KvCache cache, float[] total, int to, float[] part, int from) {
        int columns = cache.columns();
        if (part[from + columns + 1] == 0) {
            return;
        }
        float difference = scale(cache) * (part[from + columns] - total[to + columns]);
        float keep = difference > 0 ? ScalarMath.exp(-difference) : 1;
        float add = difference > 0 ? 1 : ScalarMath.exp(difference);
        for (int j = 0; j < columns; j += LANES) {
            FloatVector kept = FloatVector.fromArray(FLOATS, total, to + j).mul(keep);
            FloatVector.fromArray(FLOATS, part, from + j)
                    .fma(FloatVector.broadcast(FLOATS, add), kept)
                    .intoArray(total, to + j);
        }
        total[to + columns] = Math.max(total[to + columns], part[from + columns]);
        total[to + columns + 1] = Math.fma(part[from + columns + 1], add, total[to + columns + 1] * keep);
    }

    /// The result of a query from its record over all positions: `headDim` elements from `to` on.
    static void finish(KvCache cache, float[] total, int from, float[] out, int to) {
        float share = 1f / total[from + cache.columns() + 1];
        int d = 0;
        for (; d + LANES <= cache.headDim(); d += LANES) {
            FloatVector.fromArray(FLOATS, total, from + d).mul(share).intoArray(out, to + d);
        }
        for (; d < cache.headDim(); d++) {
            out[to + d] = total[from + d] * share;
        }
    }
}
