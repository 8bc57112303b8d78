package dev.rsparse.runtime;

/// A cache of numbers of 16 bits, decoded a panel at a time: each panel serves all queries of a tile, so decoding
/// costs little, and the products need to know floats only.
final class HalfCache extends KvCache {

    private final boolean brain;
    private final short[] keys;
    private final short[] values;

    HalfCache(CacheFormat format, int heads, int kvHeads, int headDim, int positions) {
        super(heads, kvHeads, headDim, positions);
        this.brain = format == CacheFormat.BF16;
        this.keys = new short[size(headDim)];
        this.values = new short[size(columns())];
    }

    @Override
    void putKey(float[] k, int from, int place) {
        for (int d = 0; d < headDim(); d++) {
            keys[place + d * BLOCK] = brain ? Halves.bf16(k[from + d]) : Float.floatToFloat16(k[from + d]);
        }
    }

    @Override
    void putValue(float[] v, int from, int place) {
        if (brain) {
            Halves.encodeBf16(v, from, values, place, headDim());
        } else {
            Halves.encodeF16(v, from, values, place, headDim());
        }
    }

    @Override
    public float[] keys(int place, int count, float[] panel) {
        return decode(keys, place, count, panel);
    }

    @Override
    public float[] values(int place, int count, float[] panel) {
        return decode(values, place, count, panel);
    }

    private float[] decode(short[] numbers, int place, int count, float[] panel) {
        if (brain) {
            Halves.decodeBf16(numbers, place, panel, count);
        } else {
            Halves.decodeF16(numbers, place, panel, count);
        }
        return panel;
    }

    @Override
    public short[] keyBits() {
        return keys;
    }

    @Override
    public short[] valueBits() {
        return values;
    }

    @Override
    public int start(int place) {
        return 0;
    }

    @Override
    public CacheFormat format() {
        return brain ? CacheFormat.BF16 : CacheFormat.F16;
    }
}
