package dev.rsparse.runtime;

/// What one thread needs while it attends with a tile of queries. Arrays grow when a cache first asks for more.
public final class AttentionScratch {

    /// Queries of a tile, unless more share one head of keys and values: each key that is decoded serves as many.
    private static final int QUERIES = 32;

    /// Tiles of queries are stored in whole eights.
    private static final int EIGHT = 8;

    private float[] queries = {};
    private float[] scores = {};
    private float[] results = {};
    private float[] totals = {};
    private float[] panel = {};

    /// Tokens of a tile: all that share a head of keys and values come together.
    public static int tokens(KvCache cache) {
        return Math.max(1, QUERIES / cache.group());
    }

    /// Makes room for tiles over `cache`.
    public void fit(KvCache cache) {
        int most = Math.ceilDiv(tokens(cache) * cache.group(), EIGHT) * EIGHT;
        queries = atLeast(queries, most * cache.headDim());
        scores = atLeast(scores, most * KvCache.PART);
        results = atLeast(results, most * cache.recordLength());
        totals = atLeast(totals, most * cache.recordLength());
        panel = atLeast(panel, KvCache.BLOCK * cache.columns());
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length < length ? new float[length] : array;
    }

    /// Queries of a tile, `headDim` elements each.
    public float[] queries() {
        return queries;
    }

    /// Scores of a tile's queries over a part of the positions, and then their weights: rows of [KvCache#PART].
    public float[] scores() {
        return scores;
    }

    /// A record for each query over one part, see [KvCache#recordLength].
    public float[] results() {
        return results;
    }

    /// A record for each query over all parts so far.
    public float[] totals() {
        return totals;
    }

    /// A block of keys or values in floats.
    public float[] panel() {
        return panel;
    }
}
