package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.weights.WeightSource;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// An orthogonal basis for a residual stream: `x` is written as `Qᵀ x`.
///
/// @param q `[width,width]`; column `k` is the direction that channel `k` of the rotated stream stands for
public record ResidualBasis(Matrix q) {

    /// How far `QᵀQ` may be from the identity. A basis rounded to float stays below a hundredth of it; what is
    /// further off would change what the model computes.
    private static final double TOLERANCE = 1e-4;

    private static final int PROBES = 8;

    /// Rows of a weight that are squared at a time: as many terms are summed in float before a sum in double takes
    /// over.
    private static final int BLOCK_ROWS = 1024;

    /// @throws IllegalArgumentException when `q` is not square or not orthogonal to 1e-4
    public ResidualBasis {
        if (q.rows() != q.cols()) {
            throw new IllegalArgumentException("a basis [" + q.rows() + "," + q.cols() + "] is not square");
        }
        double error = distanceFromOrthogonal(q);
        // A comparison with NaN is false, so this refuses one too.
        if (!(error <= TOLERANCE)) {
            throw new IllegalArgumentException("a basis must be orthogonal to " + TOLERANCE + ", this is to " + error);
        }
    }

    /// The eigenvectors of `n(M) + a n(C)`, largest eigenvalue first, the first largest magnitude of each positive.
    /// `M` is the sum of `WᵀW` over what multiplies the stream, norms folded in, and `n` divides by the trace: a
    /// channel of the result counts for much in all of these weights, or in none.
    ///
    /// Numerics: `M` is summed in float over 1024 rows at a time, otherwise all is double until the result. Where
    /// eigenvalues come close to each other, another machine may turn the vectors between them.
    ///
    /// @param head whether a linear that makes an output of the model is part of `M`
    /// @param covariance `C [width,width]`, of the normalised stream over some text
    /// @throws IllegalArgumentException when a weight or `covariance` is not finite
    public static ResidualBasis of(
            RotateResidual.Rotated graph, WeightSource weights, boolean head, Optional<Matrix> covariance, double a) {
        LinearAlgebra algebra = ProviderChoice.once().algebra();
        double[][] sum = new double[graph.width()][graph.width()];
        addNormalised(gram(graph.readers(head), weights, graph.width(), algebra), 1, sum);
        covariance.ifPresent(matrix -> addNormalised(rows(matrix), a, sum));
        double[][] vectors = algebra.eigenvectors(sum);
        Matrix q = Matrix.zeros(vectors.length, vectors.length);
        for (int k = 0; k < vectors.length; k++) {
            double sign = signOfLargest(vectors[k]);
            for (int i = 0; i < vectors.length; i++) {
                q.data()[i * q.cols() + k] = (float) (sign * vectors[k][i]);
            }
        }
        return new ResidualBasis(q);
    }

    /// Width of the stream.
    public int width() {
        return q.rows();
    }

    /// A short digest of the numbers of `q`.
    public String fingerprint() {
        MessageDigest digest = Sha256.begin();
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * q.cols());
        for (int i = 0; i < q.rows(); i++) {
            row.asFloatBuffer().put(q.data(), i * q.cols(), q.cols());
            digest.update(row.array());
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    /// The largest element of `(QᵀQ - I) z` over a few `z` of ones and minus ones: what a product of two matrices
    /// would find, at the cost of reading one. An element of `QᵀQ` that is off alone shows in full with every `z`.
    private static double distanceFromOrthogonal(Matrix q) {
        Random signs = new Random(0);
        double largest = 0;
        for (int probe = 0; probe < PROBES; probe++) {
            double[] z = new double[q.cols()];
            Arrays.setAll(z, _ -> signs.nextBoolean() ? 1 : -1);
            double[] back = new double[q.cols()];
            for (int i = 0; i < q.rows(); i++) {
                int row = i * q.cols();
                double turned = 0;
                for (int k = 0; k < z.length; k++) {
                    turned += q.data()[row + k] * z[k];
                }
                for (int k = 0; k < z.length; k++) {
                    back[k] += q.data()[row + k] * turned;
                }
            }
            for (int k = 0; k < z.length; k++) {
                double distance = Math.abs(back[k] - z[k]);
                // NaN stays, as no comparison with it does.
                largest = Math.max(largest, distance);
            }
        }
        return largest;
    }

    private static double[][] gram(
            List<RotatedTensor> readers, WeightSource weights, int width, LinearAlgebra algebra) {
        double[][] gram = new double[width][width];
        for (RotatedTensor reader : readers) {
            int rows = reader.type().size(0);
            for (int first = 0; first < rows; first += BLOCK_ROWS) {
                Matrix block = reader.folded(weights, first, Math.min(BLOCK_ROWS, rows - first));
                add(algebra.multiply(block.transposed(), block), gram);
            }
        }
        return gram;
    }

    private static void add(Matrix from, double[][] to) {
        for (int i = 0; i < to.length; i++) {
            for (int j = 0; j < to.length; j++) {
                to[i][j] += from.get(i, j);
            }
        }
    }

    private static double[][] rows(Matrix matrix) {
        double[][] rows = new double[matrix.rows()][matrix.cols()];
        add(matrix, rows);
        return rows;
    }

    private static void addNormalised(double[][] from, double factor, double[][] to) {
        double trace = 0;
        for (int i = 0; i < from.length; i++) {
            trace += from[i][i];
        }
        if (!Double.isFinite(trace)) {
            throw new IllegalArgumentException("what the basis is made from holds NaN or infinity");
        }
        for (int i = 0; i < to.length && trace > 0; i++) {
            for (int j = 0; j < to.length; j++) {
                to[i][j] += factor / trace * from[i][j];
            }
        }
    }

    private static double signOfLargest(double[] vector) {
        double largest = 0;
        for (double element : vector) {
            largest = Math.abs(element) > Math.abs(largest) ? element : largest;
        }
        return Math.signum(largest);
    }
}
