package dev.rsparse.runtime;

/// Keys and values of one attention layer for the positions seen so far.
///
/// Keys are stored transposed in blocks of [#BLOCK] positions, `[kvHeads][capacity/BLOCK][headDim][BLOCK]`, so that
/// the scores of neighbouring positions are computed in neighbouring lanes without a sum over lanes, and a token's
/// keys go to one block, which the token before it has brought into the processor's cache. Values are
/// `[kvHeads][capacity][columns]`, the head's extent padded to [#columns].
///
/// Who reads gets floats: the cache's own array, or those that a panel of its numbers was decoded to.
public abstract sealed class KvCache permits FloatCache, HalfCache {

    /// Positions of a block of keys.
    public static final int BLOCK = 64;

    /// Positions whose weighted values are summed up apart from others, a multiple of [#BLOCK]. What is cut depends
    /// on it and on nothing else, so neither do the bits of a result.
    public static final int PART = 4 * BLOCK;

    /// Values are padded to this, so that tiles of them need no remainder loop: two of the widest vectors.
    private static final int TILE = 32;

    private final int heads;
    private final int kvHeads;
    private final int headDim;
    private final int capacity;
    private final int columns;
    private final float[] partials;

    KvCache(int heads, int kvHeads, int headDim, int positions) {
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.headDim = headDim;
        this.capacity = Math.ceilDiv(positions, BLOCK) * BLOCK;
        this.columns = Math.ceilDiv(headDim, TILE) * TILE;
        boolean whole = capacity <= PART;
        this.partials = new float[whole ? 0 : Math.multiplyExact(heads * parts(), recordLength())];
    }

    /// A cache for up to `positions` tokens.
    ///
    /// @param heads of queries, a multiple of `kvHeads`: so many share one head of keys and values
    public static KvCache of(CacheFormat format, int heads, int kvHeads, int headDim, int positions) {
        return format == CacheFormat.F32
                ? new FloatCache(heads, kvHeads, headDim, positions)
                : new HalfCache(format, heads, kvHeads, headDim, positions);
    }

    /// Stores the keys and values of the tokens `first..last` of a batch whose first token stands at `position`.
    ///
    /// @param k rows of `kvHeads*headDim` elements every `stride` elements; `v` alike
    public final void append(float[] k, float[] v, int first, int last, int stride, int position) {
        for (int row = first; row < last; row++) {
            for (int head = 0; head < kvHeads; head++) {
                int from = row * stride + head * headDim;
                putKey(k, from, keyPlace(head, position + row));
                putValue(v, from, valuePlace(head, position + row));
            }
        }
    }

    /// Stores the key of one head at `place`, an element every [#BLOCK].
    abstract void putKey(float[] k, int from, int place);

    /// Stores the value of one head at `place`.
    abstract void putValue(float[] v, int from, int place);

    /// An array that holds keys `place..place+count` as floats, from [#start] of `place` on.
    ///
    /// @param place a multiple of [#BLOCK]; `count` alike
    /// @param panel room for `count` floats, which may be overwritten
    public abstract float[] keys(int place, int count, float[] panel);

    /// An array that holds numbers `place..place+count` of the values as floats, from [#start] of `place` on.
    ///
    /// @param place a multiple of [#columns]; `count` alike
    /// @param panel room for `count` floats, which may be overwritten
    public abstract float[] values(int place, int count, float[] panel);

    /// The stored bits of the keys, at the places of [#keys].
    ///
    /// @throws IllegalStateException when they are not of 16 bits
    public abstract short[] keyBits();

    /// The stored bits of the values, at the places of [#values].
    ///
    /// @throws IllegalStateException when they are not of 16 bits
    public abstract short[] valueBits();

    /// Where in their array the floats begin that were asked for at `place`.
    public abstract int start(int place);

    /// Where the key of `head` at `position` is: element `d` at `d*BLOCK` behind it.
    public final int keyPlace(int head, int position) {
        int block = head * (capacity / BLOCK) + position / BLOCK;
        return block * headDim * BLOCK + position % BLOCK;
    }

    /// Where the value of `head` at `position` begins.
    public final int valuePlace(int head, int position) {
        return (head * capacity + position) * columns;
    }

    /// Numbers of keys or values, padding included.
    final int size(int width) {
        return Math.multiplyExact(Math.multiplyExact(kvHeads, width), capacity);
    }

    /// How the numbers are stored.
    public abstract CacheFormat format();

    /// Positions there is room for, a multiple of [#BLOCK].
    public final int capacity() {
        return capacity;
    }

    /// Heads of queries.
    public final int heads() {
        return heads;
    }

    /// Heads of keys and values.
    public final int kvHeads() {
        return kvHeads;
    }

    /// Heads of queries that share one of keys and values.
    public final int group() {
        return heads / kvHeads;
    }

    /// Extent of a head.
    public final int headDim() {
        return headDim;
    }

    /// Extent of a head's values with padding, a multiple of 32; the padding is zero.
    public final int columns() {
        return columns;
    }

    /// Floats of the result of one query over a part of the positions: its [#columns] sums, the largest score, and
    /// the sum of weights.
    public final int recordLength() {
        return columns + 2;
    }

    /// Parts of [#PART] positions there is room for.
    public final int parts() {
        return Math.ceilDiv(capacity, PART);
    }

    /// Scratch for the results of one token over several parts: `[heads][parts]` records; empty where
    /// there is room for a single part.
    public final float[] partials() {
        return partials;
    }
}
