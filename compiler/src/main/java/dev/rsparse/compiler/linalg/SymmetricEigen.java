package dev.rsparse.compiler.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Eigenvectors of a symmetric matrix: reflections make it tridiagonal, then implicitly shifted QL rotates it to a
/// diagonal (Bowdler, Martin, Reinsch and Wilkinson, 1968; EISPACK `tred2` and `tql2`). Vectors are kept as rows, so
/// that each rotation runs along memory.
final class SymmetricEigen {

    /// QL takes under two steps per eigenvalue; this many means the input was not finite.
    private static final int MAX_STEPS = 60;

    private final double[] diagonal;
    /// Element `i` couples `i` and `i + 1`; the last is 0.
    private final double[] offDiagonal;
    /// Row `i` belongs to `diagonal[i]`.
    private final double[][] vectors;

    /// Off-diagonal elements this small no longer count.
    private final double negligible;

    private SymmetricEigen(double[] diagonal, double[] offDiagonal, double[][] vectors) {
        this.diagonal = diagonal;
        this.offDiagonal = offDiagonal;
        this.vectors = vectors;
        double norm = 0;
        for (int i = 0; i < diagonal.length; i++) {
            norm = Math.max(norm, Math.abs(diagonal[i]) + Math.abs(offDiagonal[i]));
        }
        this.negligible = Math.ulp(1.0) / 2 * norm;
    }

    /// Orthonormal eigenvectors of the `count` largest eigenvalues, largest first, as rows. Overwrites `symmetric`.
    static double[][] largest(double[][] symmetric, int count) {
        SymmetricEigen eigen = tridiagonal(symmetric);
        for (int i = 0; i < eigen.diagonal.length; i++) {
            eigen.isolate(i);
        }
        return IntStream.range(0, symmetric.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> eigen.diagonal[i])
                        .reversed())
                .limit(count)
                .map(i -> eigen.vectors[i])
                .toArray(double[][]::new);
    }

    private static SymmetricEigen tridiagonal(double[][] a) {
        int size = a.length;
        double[] diagonal = new double[size];
        double[] offDiagonal = new double[size];
        Householder.Reflection[] reflections = new Householder.Reflection[Math.max(size - 1, 0)];
        for (int k = 0; k + 1 < size; k++) {
            diagonal[k] = a[k][k];
            reflections[k] = Householder.clearing(a[k], k + 1);
            offDiagonal[k] = reflections[k].leading();
            reflectBothSides(a, reflections[k]);
        }
        if (size > 0) {
            diagonal[size - 1] = a[size - 1][size - 1];
        }
        return new SymmetricEigen(diagonal, offDiagonal, basis(reflections, size));
    }

    /// `A = H A H` on the rows and columns that `H` acts on, as the symmetric update `A - v wᵀ - w vᵀ`.
    private static void reflectBothSides(double[][] a, Householder.Reflection reflection) {
        int start = reflection.start();
        double scale = reflection.scale();
        double[] v = reflection.vector();
        double[] w = new double[a.length];
        for (int i = start; i < a.length; i++) {
            w[i] = scale * Vectors.dot(a[i], v, start);
        }
        Vectors.addScaled(-scale / 2 * Vectors.dot(w, v, start), v, w, start);
        for (int i = start; i < a.length; i++) {
            Vectors.addScaled(-v[i], w, a[i], start);
            Vectors.addScaled(-w[i], v, a[i], start);
        }
    }

    /// The transpose of `H_0 H_1 …`: row `i` is the basis vector that the tridiagonal matrix calls `i`.
    private static double[][] basis(Householder.Reflection[] reflections, int size) {
        double[][] rows = new double[size][size];
        for (int i = 0; i < size; i++) {
            rows[i][i] = 1;
        }
        for (int k = reflections.length - 1; k >= 0; k--) {
            // Rows up to k are still unit vectors that this reflection does not move.
            for (int i = k + 1; i < size; i++) {
                reflections[k].apply(rows[i]);
            }
        }
        return rows;
    }

    /// Rotates until `diagonal[first]` is coupled to nothing: it is an eigenvalue then.
    private void isolate(int first) {
        for (int step = 0; ; step++) {
            int last = first;
            while (last + 1 < diagonal.length && Math.abs(offDiagonal[last]) > negligible) {
                last++;
            }
            if (last == first) {
                return;
            }
            if (step == MAX_STEPS) {
                throw new IllegalStateException(
                        "QL did not converge on eigenvalue " + first + " of " + diagonal.length);
            }
            step(first, last);
        }
    }

    /// One implicit QL step over the uncoupled block `first..last`, names as in `tql2`: `s`, `c` the rotation, `g`
    /// the
    /// element that the rotations chase upwards, `p` what the diagonal gave away so far.
    private void step(int first, int last) {
        double g = diagonal[last] - shift(first);
        double s = 1;
        double c = 1;
        double p = 0;
        for (int i = last - 1; i >= first; i--) {
            double f = s * offDiagonal[i];
            double b = c * offDiagonal[i];
            double r = Math.hypot(f, g);
            offDiagonal[i + 1] = r;
            if (r == 0) {
                // The block fell apart here; what is left of it is found by the next step.
                diagonal[i + 1] -= p;
                offDiagonal[last] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = diagonal[i + 1] - p;
            double t = (diagonal[i] - g) * s + 2 * c * b;
            p = s * t;
            diagonal[i + 1] = g + p;
            g = c * t - b;
            rotate(vectors[i], vectors[i + 1], c, s);
        }
        diagonal[first] -= p;
        offDiagonal[first] = g;
        offDiagonal[last] = 0;
    }

    /// Wilkinson's shift: the eigenvalue of the leading 2 x 2 block that is closer to its first element.
    private double shift(int first) {
        double g = (diagonal[first + 1] - diagonal[first]) / (2 * offDiagonal[first]);
        return diagonal[first] - offDiagonal[first] / (g + Math.copySign(Math.hypot(g, 1), g));
    }

    private static void rotate(double[] lower, double[] upper, double c, double s) {
        for (int k = 0; k < lower.length; k++) {
            double old = upper[k];
            upper[k] = s * lower[k] + c * old;
            lower[k] = c * lower[k] - s * old;
        }
    }
}
