package dev.rsparse.runtime.op.pointwise;

/// Inverse hyperbolic functions, which the JDK lacks.
final class InverseHyperbolic {

    private InverseHyperbolic() {}

    /// `asinh(x)` of a number that is not negative.
    static double asinh(double x) {
        // x + sqrt(x² + 1) would lose a small x beside 1, and overflow for a large one.
        return x > 1e9 ? Math.log(x) + Math.log(2) : Math.log1p(x + x * x / (1 + Math.sqrt(x * x + 1)));
    }

    /// `acosh(x)`, NaN below 1.
    static double acosh(double x) {
        return x > 1e9 ? Math.log(x) + Math.log(2) : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    /// `atanh(x)`, NaN beyond 1.
    static double atanh(double x) {
        return Math.log1p(2 * x / (1 - x)) / 2;
    }
}
