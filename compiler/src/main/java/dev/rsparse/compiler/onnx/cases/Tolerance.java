package dev.rsparse.compiler.onnx.cases;

/// How far a number may be from the one expected: `absolute + relative * abs(expected)`.
public record Tolerance(double relative, double absolute) {

    /// That of the ONNX backend suite.
    public static final Tolerance SUITE = new Tolerance(1e-3, 1e-7);

    /// How far a number may be from `expected`.
    double at(double expected) {
        // What is infinite or no number must be met exactly.
        return Double.isFinite(expected) ? absolute + relative * Math.abs(expected) : 0;
    }
}
