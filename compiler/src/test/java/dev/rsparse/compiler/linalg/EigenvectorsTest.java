package dev.rsparse.compiler.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A symmetric matrix from its eigenvectors and back.
class EigenvectorsTest {

    private static final double DOUBLE_ROUNDING = 0x1p-53;

    static Stream<Arguments> providersAndSizes() {
        return Stream.of(
                        Named.of("chosen", ProviderChoice.once().algebra()),
                        Named.<LinearAlgebra>of("plain Java", new JavaAlgebra()))
                .flatMap(provider -> Stream.of(1, 2, 7, 64, 150).map(size -> Arguments.of(provider, size)));
    }

    /// `A Aᵀ` of a random `A`, so that no eigenvalue is negative.
    private static double[][] symmetric(int size) {
        double[][] a = Vectors.rows(TestMatrices.gaussian(size, size, size));
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                product[i][j] = Vectors.dot(a[i], a[j], 0);
            }
        }
        return product;
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    /// `v_i A v_i` for each vector.
    private static double[] eigenvalues(double[][] a, double[][] vectors) {
        return Arrays.stream(vectors)
                .mapToDouble(v -> Vectors.dot(v, Vectors.combine(v, a, a.length), 0))
                .toArray();
    }

    /// What rounding may come to: some units in the last place of the Frobenius norm.
    private static double bound(double[][] a) {
        double squares =
                Arrays.stream(a).mapToDouble(row -> Vectors.dot(row, row, 0)).sum();
        return 64 * a.length * DOUBLE_ROUNDING * Math.sqrt(squares);
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void vectorsAreOrthonormal(LinearAlgebra algebra, int size) {
        double[][] vectors = algebra.eigenvectors(symmetric(size));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double expected = i == j ? 1 : 0;
                assertThat(Vectors.dot(vectors[i], vectors[j], 0))
                        .isCloseTo(expected, within(64 * size * DOUBLE_ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void theLargestEigenvalueComesFirst(LinearAlgebra algebra, int size) {
        double[][] a = symmetric(size);
        double[] values = eigenvalues(a, algebra.eigenvectors(copy(a)));
        for (int i = 1; i < size; i++) {
            assertThat(values[i]).isLessThanOrEqualTo(values[i - 1] + bound(a));
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void vectorsAndValuesGiveTheMatrixBack(LinearAlgebra algebra, int size) {
        double[][] a = symmetric(size);
        double[][] vectors = algebra.eigenvectors(copy(a));
        double[] values = eigenvalues(a, vectors);
        double[][] rebuilt = new double[size][size];
        for (int k = 0; k < size; k++) {
            for (int i = 0; i < size; i++) {
                Vectors.addScaled(values[k] * vectors[k][i], vectors[k], rebuilt[i], 0);
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                assertThat(rebuilt[i][j]).isCloseTo(a[i][j], within(bound(a)));
            }
        }
    }
}
