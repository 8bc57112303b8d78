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
        score(scratch, cache, queries, cache.keyPlace(kvHead, from), length);
        float scale = scale(cache);
        for (int i = 0; i < queries; i++) {
            int count = Math.clamp(seen + i / cache.group() - from, 0, length);
            weigh(scratch, cache, i, count, length, scale);
        }
        sumValues(scratch, cache, queries, cache.valuePlace(kvHead, from), length);
    }

    /// What scores are multiplied by.
    static float scale(KvCache cache) {
        return (float) (1.0 / Math.sqrt(cache.headDim()));
    }

    /// Dots of the queries with `length` keys, rounded up to whole blocks.
    private static void score(AttentionScratch scratch, KvCache cache, int queries, int place, int length) {
        int headDim = cache.headDim();
        Arrays.fill(scratch.scores(), 0, queries * KvCache.PART, 0);
        boolean fused = fuses(cache, queries);
        for (int p = 0; p < length; p += KvCache.BLOCK) {
            int block = place + p * headDim;
            if (fused) {
                HalfProducts.add(
                        scratch.queries(),
                        0,
                        headDim,
                        queries,
                        cache.keyBits(),
                        block,
                        KvCache.BLOCK,
                        headDim,
                        scratch.scores(),
                        p,
                        KvCache.PART,
                        KvCache.BLOCK);
            } else {
                QueryProducts.add(
                        scratch.queries(),
                        0,
                        headDim,
                        queries,
                        cache.keys(block, headDim * KvCache.BLOCK, scratch.panel()),
                        cache.start(block),
                        KvCache.BLOCK,
                        headDim,
                        scratch.scores(),
                        p,
                        KvCache.PART,
                        KvCache.BLOCK);
            }
        }
    }

    /// Whether keys and values are decoded within the products: where few queries share them.
    private static boolean fuses(KvCache cache, int queries) {
        return cache.format() == CacheFormat.BF16 && queries <= HalfProducts.ROWS;
    }

    /// Turns the first `count` scores of query `i` into weights and those from there to `length` into zeros, and
    /// notes the largest score and the sum of weights in its record.
    private static void weigh(AttentionScratch scratch, KvCache cache, int i, int count, int length, float scale) {
        float[] scores = scratch.scores();
        int from = i * KvCache.PART;
        int end = from + count;
        // Whole pairs of vectors: what pads has the least weight there is, which is lost in the sum, and is then
        // cleared.
        Arrays.fill(scores, end, from + Math.ceilDiv(count, 2 * LANES) * 2 * LANES, Float.NEGATIVE_INFINITY);
        float max = max(scores, from, end);
        float sum = exponentials(scores, from, end, max, scale);
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

    /// Turns scores into `exp(scale * (score - max))`, two vectors at a time, and returns their sum.
    private static float exponentials(float[] scores, int from, int end, float max, float scale) {
        FloatVector one = FloatVector.zero(FLOATS);
        FloatVector other = one;
        for (int p = from; p < end; p += 2 * LANES) {
            FloatVector first = FloatVector.fromArray(FLOATS, scores, p);
            FloatVector second = FloatVector.fromArray(FLOATS, scores, p + LANES);
            first = VectorMath.exp(first.sub(max).mul(scale));
            second = VectorMath.exp(second.sub(max).mul(scale));
            first.intoArray(scores, p);
            second.intoArray(scores, p + LANES);
            one = one.add(first);
            other = other.add(second);
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
        if (fuses(cache, queries)) {
            HalfProducts.add(
                    scratch.scores(),
                    0,
                    KvCache.PART,
                    queries,
                    cache.valueBits(),
                    place,
                    columns,
                    length,
                    results,
                    0,
                    cache.recordLength(),
                    columns);
            return;
        }
        for (int p = 0; p < length; p += KvCache.BLOCK) {
            int count = Math.min(KvCache.BLOCK, length - p);
            int block = place + p * columns;
            QueryProducts.add(
                    scratch.scores(),
                    p,
                    KvCache.PART,
                    queries,
                    cache.values(block, count * columns, scratch.panel()),
                    cache.start(block),
                    columns,
                    count,
                    results,
                    0,
                    cache.recordLength(),
                    columns);
        }
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
