package dev.rsparse.runtime;

/// Keys and values of one attention layer for the positions seen so far, in float.
///
/// Keys are stored transposed, `[kvHeads][headDim][capacity]`, so that the scores of neighbouring positions are
/// computed in neighbouring lanes without a sum over lanes; values are `[kvHeads][capacity][headDim]`.
public final class KvCache {

    /// Positions are padded to this, so that score tiles need no remainder loop.
    private static final int TILE = 64;

    private final int kvHeads;
    private final int headDim;
    private final int capacity;
    private final float[] keys;
    private final float[] values;

    /// A cache for up to `positions` tokens.
    public KvCache(int kvHeads, int headDim, int positions) {
        this.kvHeads = kvHeads;
        this.headDim = headDim;
        this.capacity = (positions + TILE - 1) / TILE * TILE;
        this.keys = new float[Math.multiplyExact(Math.multiplyExact(kvHeads, headDim), capacity)];
        this.values = new float[keys.length];
    }

    /// Stores the keys and values of the tokens `first..last` of a batch that stands at `position` and after.
    ///
    /// @param k rows of `kvHeads*headDim` elements every `stride` elements; `v` alike
    public void append(float[] k, float[] v, int first, int last, int stride, int position) {
        for (int row = first; row < last; row++) {
            for (int head = 0; head < kvHeads; head++) {
                int from = row * stride + head * headDim;
                for (int d = 0; d < headDim; d++) {
                    keys[(head * headDim + d) * capacity + position + row] = k[from + d];
                }
                System.arraycopy(v, from, values, (head * capacity + position + row) * headDim, headDim);
            }
        }
    }

    /// Positions there is room for, a multiple of 64.
    public int capacity() {
        return capacity;
    }

    /// Heads of keys and values.
    public int kvHeads() {
        return kvHeads;
    }

    /// Extent of a head.
    public int headDim() {
        return headDim;
    }

    /// Keys, `[kvHeads][headDim][capacity]`; what lies past the positions seen is unspecified.
    public float[] keys() {
        return keys;
    }

    /// Values, `[kvHeads][capacity][headDim]`.
    public float[] values() {
        return values;
    }
}
