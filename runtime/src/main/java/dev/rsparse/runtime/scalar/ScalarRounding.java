package dev.rsparse.runtime.scalar;

/// Scalar twins of [dev.rsparse.runtime.kernel.Rounding].
public final class ScalarRounding {

    private ScalarRounding() {}

    /// The bfloat16 nearest to `x`, ties to even.
    public static float bf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF_0000;
        return Float.isNaN(x) ? x : Float.intBitsToFloat(rounded);
    }

    /// The binary16 nearest to `x`, ties to even; infinite from 65520 on.
    public static float f16(float x) {
        return Float.float16ToFloat(Float.floatToFloat16(x));
    }

    /// `x` without its fraction; what no 32-bit integer holds becomes the nearest that does, NaN 0.
    public static float i32(float x) {
        return (int) x;
    }
}
