package dev.rsparse.runtime.op.pointwise;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;

import dev.rsparse.runtime.kernel.VectorMath;
import dev.rsparse.runtime.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The error function.
final class ErrorFunction {

    private static final double FAR = 2.5;

    private static final int TERMS = 60;

    private ErrorFunction() {}

    /// `erf(x)` with an absolute error below 1e-14.
    static double of(double x) {
        double size = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        return Math.copySign(size < FAR ? series(size) : 1 - complement(size), x);
    }

    /// `2 / sqrt(pi) * e^-x² * sum(2^n x^(2n+1) / (1 * 3 * … * (2n+1)))`: all terms are positive, so none cancel.
    private static double series(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < TERMS; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    /// `1 - erf(x)` as the continued fraction `e^-x² / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / …)))`.
    private static double complement(double x) {
        double fraction = x;
        for (int n = TERMS; n > 0; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
    }

    /// `erf(x)` per lane: up to 1 a polynomial of degree 13 (Cephes `erff`), further out Abramowitz and Stegun
    /// 7.1.26; relative error below 1e-6.
    static FloatVector of(FloatVector x) {
        FloatVector z = x.mul(x);
        FloatVector p = FloatVector.broadcast(FLOATS, 7.8538614E-5f);
        p = p.fma(z, FloatVector.broadcast(FLOATS, -8.0101937E-4f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, 5.1883277E-3f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, -2.6853813E-2f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, 0.112835854f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, -0.37612626f));
        p = p.fma(z, FloatVector.broadcast(FLOATS, 1.1283792f));
        FloatVector size = x.abs();
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        FloatVector t = one.div(size.fma(FloatVector.broadcast(FLOATS, 0.3275911f), one));
        FloatVector q = FloatVector.broadcast(FLOATS, 1.0614054f);
        q = q.fma(t, FloatVector.broadcast(FLOATS, -1.4531520f));
        q = q.fma(t, FloatVector.broadcast(FLOATS, 1.4214138f));
        q = q.fma(t, FloatVector.broadcast(FLOATS, -0.28449674f));
        q = q.fma(t, FloatVector.broadcast(FLOATS, 0.2548296f));
        FloatVector far = one.sub(q.mul(t).mul(VectorMath.exp(z.neg())));
        FloatVector signed = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        return signed.blend(p.mul(x), size.compare(VectorOperators.LT, 1f));
    }

    /// `erf(x)` by the steps of the vector form, so that both give the same bits.
    static float of(float x) {
        float z = x * x;
        float size = Math.abs(x);
        if (size < 1) {
            float p = 7.8538614E-5f;
            p = Math.fma(p, z, -8.0101937E-4f);
            p = Math.fma(p, z, 5.1883277E-3f);
            p = Math.fma(p, z, -2.6853813E-2f);
            p = Math.fma(p, z, 0.112835854f);
            p = Math.fma(p, z, -0.37612626f);
            p = Math.fma(p, z, 1.1283792f);
            return p * x;
        }
        float t = 1f / Math.fma(size, 0.3275911f, 1f);
        float q = 1.0614054f;
        q = Math.fma(q, t, -1.4531520f);
        q = Math.fma(q, t, 1.4214138f);
        q = Math.fma(q, t, -0.28449674f);
        q = Math.fma(q, t, 0.2548296f);
        float far = 1f - q * t * ScalarMath.exp(-z);
        return x < 0 ? -far : far;
    }
}
