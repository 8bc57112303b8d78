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

    /// `tanh(x)` by the steps of the vector form: a polynomial of degree 11 near 0 (Cephes `tanhf`), `1 - 2 / (e^2x +
    /// 1)` further out; relative error below 3e-7.
    public static float tanh(float x) {
        float size = Math.abs(x);
        if (size < 0.625f) {
            float z = x * x;
            float p = -5.704988E-3f;
            p = Math.fma(p, z, 2.0639088E-2f);
            p = Math.fma(p, z, -5.3739715E-2f);
            p = Math.fma(p, z, 0.13331442f);
            p = Math.fma(p, z, -0.3333328f);
            return Math.fma(p * z, x, x);
        }
        float far = 1f - 2f / (exp(size + size) + 1f);
        return x < 0 ? -far : far;
    }

    /// `x / 2 * (1 + erf(x / sqrt(2)))` by the steps of the vector form (Abramowitz and Stegun 7.1.26), absolute error
    /// of the factor of `x` below 5e-7.
    public static float gelu(float x) {
        float z = Math.abs(x) * 0.70710677f;
        float t = 1f / Math.fma(z, 0.3275911f, 1f);
        float p = 1.0614054f;
        p = Math.fma(p, t, -1.4531520f);
        p = Math.fma(p, t, 1.4214138f);
        p = Math.fma(p, t, -0.28449674f);
        p = Math.fma(p, t, 0.2548296f);
        float tail = p * t * exp(-(z * z)) * 0.5f;
        return x * (x < 0 ? tail : 1f - tail);
    }

    /// `x / 2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x³)))`.
    public static float geluTanh(float x) {
        float inner = Math.fma(x * x * x, 0.044715f, x) * 0.7978846f;
        return x * 0.5f * (tanh(inner) + 1f);
    }

    /// `1 / (1 + e^-x)`.
    public static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    /// `x * sigmoid(x)`.
    public static float silu(float x) {
        return x / (1f + exp(-x));
    }
}
