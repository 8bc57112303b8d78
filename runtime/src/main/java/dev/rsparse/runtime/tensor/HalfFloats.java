package dev.rsparse.runtime.tensor;

/// Floats of 16 bits, rounded once from doubles: by way of a float a tie could be rounded twice.
final class HalfFloats {

    /// Bits of a double's fraction that a float has no place for.
    private static final long BEYOND_FLOAT = (1L << 29) - 1;

    private HalfFloats() {}

    /// The nearest f16, ties to even.
    static short f16(double value) {
        return Float.floatToFloat16(toOdd(value));
    }

    /// The nearest bf16, ties to even.
    static short bf16(double value) {
        float odd = toOdd(value);
        int bits = Float.floatToRawIntBits(odd);
        // A NaN whose fraction lies in the lower half alone must not become infinite.
        return (short) ((Float.isNaN(odd) ? bits | 0x400000 : bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
    }

    /// The float next to `value` towards zero, its last bit set where something was lost: rounding it again gives
    /// what rounding `value` would.
    private static float toOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value) || (Double.doubleToRawLongBits(value) & BEYOND_FLOAT) == 0) {
            return nearest;
        }
        float below = Math.abs((double) nearest) > Math.abs(value) ? Math.nextAfter(nearest, 0) : nearest;
        return Float.intBitsToFloat(Float.floatToRawIntBits(below) | 1);
    }
}
