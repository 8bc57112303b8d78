package dev.rsparse.runtime.scalar;

/// Scalar twins of [dev.rsparse.runtime.kernel.VectorMath].
public final class ScalarMath {

    private static final float ROUND = 12582912f;

    private ScalarMath() {}

    /// `e^x` by the steps of the vector form, so that both give the same bits.
    public static float exp(float x) {
        float clamped = Math.min(Math.max(x, -87.33654f), 88.37626f);
        float shifted = Math.fma(clamped, 1.442695f, ROUND);
        float n = shifted - ROUND;
        float r = Math.fma(n, -0.6933594f, clamped);
        r = Math.fma(n, 2.1219444E-4f, r);
        float p = 1.9875691E-4f;
        p = Math.fma(p, r, 1.3981999E-3f);
        p = Math.fma(p, r, 8.333452E-3f);
        p = Math.fma(p, r, 4.1665796E-2f);
        p = Math.fma(p, r, 1.6666666E-1f);
        p = Math.fma(p, r, 0.5f);
        p = Math.fma(p, r * r, r + 1f);
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3F800000);
    }

    /// `x * sigmoid(x)`.
    public static float silu(float x) {
        return x / (1f + exp(-x));
    }
}
