package dev.rsparse.compiler.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualBasisTest {

    private static final int WIDTH = 24;
    private static final Graph LLAMA = LlamaGraphs.untied(new LlamaGraphs.Shape(31, WIDTH, 40, 2, 4, 2, 6), DType.F32);
    private static final RotateResidual.Rotated ROTATED = (RotateResidual.Rotated) RotateResidual.of(LLAMA);

    @TempDir
    Path folder;

    private Checkpoint checkpoint;

    @BeforeEach
    void open() {
        checkpoint = TestWeights.write(folder, LLAMA, ElementType.F32, 3);
    }

    @AfterEach
    void close() {
        checkpoint.close();
    }

    private ResidualBasis basis(boolean head, Optional<Matrix> covariance, double a) {
        return ResidualBasis.of(ROTATED, checkpoint, head, covariance, a);
    }

    private static Matrix identity(int size) {
        Matrix identity = Matrix.zeros(size, size);
        for (int i = 0; i < size; i++) {
            identity.data()[i * size + i] = 1;
        }
        return identity;
    }

    /// `Qᵀ M Q` with `M` the sum of `WᵀW` over the readers, each product summed in double.
    private double[][] inBasis(Matrix q, boolean head) {
        double[][] sum = new double[WIDTH][WIDTH];
        for (RotatedTensor reader : ROTATED.readers(head)) {
            Matrix w = reader.folded(checkpoint, 0, reader.type().size(0));
            for (int row = 0; row < w.rows(); row++) {
                double[] turned = new double[WIDTH];
                for (int k = 0; k < WIDTH; k++) {
                    for (int i = 0; i < WIDTH; i++) {
                        turned[k] += (double) w.get(row, i) * q.get(i, k);
                    }
                }
                for (int k = 0; k < WIDTH; k++) {
                    for (int l = 0; l < WIDTH; l++) {
                        sum[k][l] += turned[k] * turned[l];
                    }
                }
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readersAreUncorrelatedInTheBasis(boolean head) {
        double[][] sum = inBasis(basis(head, Optional.empty(), 0).q(), head);
        double bound = 1e-5 * sum[0][0];
        for (int k = 0; k < WIDTH; k++) {
            for (int l = 0; l < k; l++) {
                assertThat(sum[k][l]).isCloseTo(0, within(bound));
            }
        }
    }

    @Test
    void theChannelThatReadersWeighMostComesFirst() {
        double[][] sum = inBasis(basis(true, Optional.empty(), 0).q(), true);
        for (int k = 1; k < WIDTH; k++) {
            assertThat(sum[k][k]).isLessThan(sum[k - 1][k - 1] * (1 + 1e-5));
        }
    }

    @Test
    void columnsHaveAPositiveLargestElement() {
        Matrix q = basis(true, Optional.empty(), 0).q();
        for (int k = 0; k < WIDTH; k++) {
            float largest = 0;
            for (int i = 0; i < WIDTH; i++) {
                largest = Math.abs(q.get(i, k)) > Math.abs(largest) ? q.get(i, k) : largest;
            }
            assertThat(largest).isPositive();
        }
    }

    @Test
    void theHeadChangesTheBasis() {
        assertThat(basis(true, Optional.empty(), 0).fingerprint())
                .isNotEqualTo(basis(false, Optional.empty(), 0).fingerprint());
    }

    @Test
    void theSameWeightsGiveTheSameBasis() {
        assertThat(basis(true, Optional.empty(), 0).fingerprint())
                .isEqualTo(basis(true, Optional.empty(), 0).fingerprint());
    }

    @Test
    void aCovarianceOfNoWeightChangesNothing() {
        Matrix covariance = identity(WIDTH);
        covariance.data()[0] = 9;
        assertThat(basis(true, Optional.of(covariance), 0).fingerprint())
                .isEqualTo(basis(true, Optional.empty(), 0).fingerprint());
    }

    @Test
    void aCovarianceOfGreatWeightDecides() {
        Matrix covariance = Matrix.zeros(WIDTH, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            covariance.data()[i * WIDTH + i] = i + 1;
        }
        Matrix q = basis(true, Optional.of(covariance), 1e9).q();
        for (int i = 0; i < WIDTH; i++) {
            assertThat((double) q.get(i, WIDTH - 1 - i)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void takesAnyOrthogonalMatrix() {
        assertThat(new ResidualBasis(identity(5)).width()).isEqualTo(5);
    }

    @Test
    void refusesAMatrixThatIsNotSquare() {
        assertThatThrownBy(() -> new ResidualBasis(Matrix.zeros(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a basis [2,3] is not square");
    }

    @ParameterizedTest
    @ValueSource(floats = {1.01f, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesAMatrixThatIsNotOrthogonal(float element) {
        Matrix matrix = identity(4);
        matrix.data()[5] = element;
        assertThatThrownBy(() -> new ResidualBasis(matrix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a basis must be orthogonal to 1.0E-4, this is to ");
    }

    @Test
    void refusesACovarianceThatIsNotFinite() {
        Matrix covariance = identity(WIDTH);
        covariance.data()[0] = Float.NaN;
        assertThatThrownBy(() -> basis(true, Optional.of(covariance), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what the basis is made from holds NaN or infinity");
    }
}
