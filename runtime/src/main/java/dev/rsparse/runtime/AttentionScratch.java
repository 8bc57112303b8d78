package dev.rsparse.runtime;

/// What one thread needs while it attends with a tile of queries. Arrays grow when a cache first asks for more.
public final class AttentionScratch {

    /// Queries of a tile, unless more share one head of keys and values: each key that is decoded serves as many.
    private static final int QUERIES = 32;

    /// Tiles of queries are stored in whole eights.
    private static final int EIGHT = 8;

    /// Numbers of 16 bits in a page of memory.
    private static final int PAGE = 2048;

    /// Numbers of 16 bits in a line of the processor's cache.
    private static final int LINE = 32;

    /// Lines of a page that are loaded early.
    private static final int EARLY = 4;

    private float[] queries = {};
    private float[] scores = {};
    private float[] results = {};
    private float[] totals = {};
    private float[] panel = {};

    // Never read: without a use the JIT compiler would leave the loads out.
    @SuppressWarnings("UnusedVariable")
    private int fetched;

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

    /// Loads a little of the block of `count` numbers that comes two behind the one at `place`. The processor fetches
    /// what is read in order by itself, but begins anew with each page, and only when the page is met: it has the
    /// time of two blocks now.
    public void fetchAhead(short[] numbers, int place, int count) {
        int end = Math.min(place + 3 * count, numbers.length - EARLY * LINE);
        int sum = 0;
        for (int page = place + 2 * count; page < end; page += PAGE) {
            for (int line = 0; line < EARLY; line++) {
                sum += numbers[page + line * LINE];
            }
        }
        fetched += sum;
    }
}
