package dev.rsparse.runtime.op.pointwise;

/// What becomes of single numbers.
@FunctionalInterface
public interface FloatFunction {

    /// Writes what becomes of elements `from..to`; `out` may be `in`. An element's result does not depend on where
    /// it stands.
    void apply(float[] in, float[] out, int from, int to);
}
