package dev.rsparse.runtime;

/// How the numbers of a [KvCache] are stored. Halves take half the memory and half the time to read; a number is
/// rounded once, when it is stored, and computed with in float.
public enum CacheFormat {
    /// 32-bit floats, exact.
    F32(4),
    /// bfloat16: the range of floats, relative error at most 2^-8. NaN stays NaN.
    BF16(2),
    /// IEEE binary16: relative error at most 2^-11 between 6.1e-5 and 65504; larger numbers become infinite.
    F16(2);

    private final int bytes;

    CacheFormat(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of a number.
    public int bytes() {
        return bytes;
    }
}
