package dev.rsparse.compiler.linalg;

import java.util.stream.IntStream;

/// Reflections `H = I - scale * v vᵀ` that clear the tail of a vector (Golub and Van Loan, *Matrix Computations*,
/// 5.1).
/// They stay orthogonal to rounding whatever they are made from, which Gram–Schmidt does not on dependent rows.
final class Householder {

    private Householder() {}

    /// A reflection that acts on elements `start` and up.
    ///
    /// @param vector its direction; elements before `start` are not looked at
    /// @param scale `2 / vᵀv`, or 0 for the identity
    /// @param leading what the reflected vector has at `start`, with zeros behind
    record Reflection(double[] vector, double scale, double leading, int start) {

        /// `x = H x`, in place.
        void apply(double[] x) {
            if (scale != 0) {
                Vectors.addScaled(-scale * Vectors.dot(vector, x, start), vector, x, start);
            }
        }
    }

    /// The reflection that clears `x` behind `start`. Overwrites `x` with its direction.
    static Reflection clearing(double[] x, int start) {
        double norm = Math.sqrt(Vectors.dot(x, x, start));
        if (norm == 0) {
            return new Reflection(x, 0, 0, start);
        }
        // The sign that adds magnitudes: the other one would cancel digits.
        double leading = -Math.copySign(norm, x[start]);
        x[start] -= leading;
        return new Reflection(x, 2 / Vectors.dot(x, x, start), leading, start);
    }

    /// An orthonormal set whose first `i` rows span the first `i` of `rows`. Overwrites `rows`, which must be at
    /// least
    /// as long as they are many.
    static double[][] orthonormalRows(double[][] rows) {
        int count = rows.length;
        Reflection[] reflections = new Reflection[count];
        for (int k = 0; k < count; k++) {
            Reflection reflection = clearing(rows[k], k);
            reflections[k] = reflection;
            IntStream.range(k + 1, count).parallel().forEach(j -> reflection.apply(rows[j]));
        }
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> unitVectorThrough(reflections, i))
                .toArray(double[][]::new);
    }

    /// `H_0 H_1 … H_i e_i`; later reflections leave `e_i` as it is.
    private static double[] unitVectorThrough(Reflection[] reflections, int i) {
        double[] result = new double[reflections[i].vector().length];
        result[i] = 1;
        for (int k = i; k >= 0; k--) {
            reflections[k].apply(result);
        }
        return result;
    }
}
