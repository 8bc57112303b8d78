package dev.rsparse.runtime.op.nn;

/// Parts of p-norms.
final class Norms {

    private Norms() {}

    /// `|x|^p`.
    static double power(double x, double p) {
        return p == 2 ? x * x : p == 1 ? Math.abs(x) : Math.pow(Math.abs(x), p);
    }

    /// `x^(1/p)`.
    static double root(double x, double p) {
        return p == 2 ? Math.sqrt(x) : p == 1 ? x : Math.pow(x, 1 / p);
    }
}
