package dev.rsparse.runtime;

/// A cache that is read in place.
final class FloatCache extends KvCache {

    private final float[] keys;
    private final float[] values;

    FloatCache(int heads, int kvHeads, int headDim, int positions) {
        super(heads, kvHeads, headDim, positions);
        this.keys = new float[size(headDim)];
        this.values = new float[size(columns())];
    }

    @Override
    void putKey(float[] k, int from, int place) {
        for (int d = 0; d < headDim(); d++) {
            keys[place + d * BLOCK] = k[from + d];
        }
    }

    @Override
    void putValue(float[] v, int from, int place) {
        System.arraycopy(v, from, values, place, headDim());
    }

    @Override
    public float[] keys(int place, int count, float[] panel) {
        return keys;
    }

    @Override
    public float[] values(int place, int count, float[] panel) {
        return values;
    }

    @Override
    public short[] keyBits() {
        throw new IllegalStateException("keys are kept in floats");
    }

    @Override
    public short[] valueBits() {
        throw new IllegalStateException("values are kept in floats");
    }

    @Override
    public int start(int place) {
        return place;
    }

    @Override
    public CacheFormat format() {
        return CacheFormat.F32;
    }
}
