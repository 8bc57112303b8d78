package dev.rsparse.compiler.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TruncatedSvdTest {

    static Stream<Named<LinearAlgebra>> providers() {
        return Stream.of(
                Named.of("chosen", ProviderChoice.once().algebra()), Named.of("plain Java", new JavaAlgebra()));
    }

    static Stream<Arguments> providersAndShapes() {
        int[][] shapes = {{1, 1}, {1, 7}, {7, 1}, {5, 5}, {40, 17}, {17, 40}, {96, 96}, {704, 256}};
        return providers().flatMap(provider -> Stream.of(shapes).map(s -> Arguments.of(provider, s[0], s[1])));
    }

    @ParameterizedTest
    @MethodSource("providersAndShapes")
    void recoversAMatrixOfLowRank(LinearAlgebra algebra, int rows, int cols) {
        int rank = Math.min(3, Math.min(rows, cols));
        Matrix w = algebra.multiply(TestMatrices.gaussian(rows, rank, 1), TestMatrices.gaussian(rank, cols, 2));
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(w, rank);
        assertThat(TestMatrices.distance(product(factors), w)).isLessThan(2e-6 * TestMatrices.norm(w));
    }

    @ParameterizedTest
    @MethodSource("providersAndShapes")
    void errorOnNoiseIsTheEckartYoungOptimum(LinearAlgebra algebra, int rows, int cols) {
        int rank = (Math.min(rows, cols) + 1) / 2;
        Matrix w = TestMatrices.gaussian(rows, cols, 3);
        double[] values = TestMatrices.singularValues(w);
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(w, rank);
        assertThat(TestMatrices.distance(product(factors), w))
                .isCloseTo(TestMatrices.optimum(values, rank), within(2e-6 * TestMatrices.norm(w)));
    }

    @ParameterizedTest
    @MethodSource("providersAndShapes")
    void singularValuesAreThoseOfJacobi(LinearAlgebra algebra, int rows, int cols) {
        int rank = Math.min(rows, cols);
        Matrix w = TestMatrices.gaussian(rows, cols, 4);
        double[] expected = TestMatrices.singularValues(w);
        float[] actual = new TruncatedSvd(algebra).factor(w, rank).singularValues();
        assertThat(actual).hasSize(rank);
        for (int i = 0; i < rank; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(2e-6 * expected[0]));
        }
    }

    @ParameterizedTest
    @MethodSource("providersAndShapes")
    void fullRankGivesTheMatrixBack(LinearAlgebra algebra, int rows, int cols) {
        Matrix w = TestMatrices.gaussian(rows, cols, 5);
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(w, Math.min(rows, cols));
        assertThat(TestMatrices.distance(product(factors), w)).isLessThan(4e-6 * TestMatrices.norm(w));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void rowsOfVAreOrthonormalWithPositiveLargestElements(LinearAlgebra algebra) {
        Matrix v = new TruncatedSvd(algebra)
                .factor(TestMatrices.gaussian(60, 45, 6), 20)
                .v();
        assertOrthonormalRows(v);
        for (int row = 0; row < v.rows(); row++) {
            float largest = 0;
            for (int col = 0; col < v.cols(); col++) {
                largest = Math.abs(v.get(row, col)) > Math.abs(largest) ? v.get(row, col) : largest;
            }
            assertThat(largest).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void ranksBeyondTheMatrixesOwnAreCompletedWithZeros(LinearAlgebra algebra) {
        Matrix w = algebra.multiply(TestMatrices.gaussian(20, 2, 7), TestMatrices.gaussian(2, 30, 8));
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(w, 10);
        assertOrthonormalRows(factors.v());
        assertThat(factors.singularValues()[2]).isLessThan(1e-5f * factors.singularValues()[0]);
        assertThat(TestMatrices.distance(product(factors), w)).isLessThan(2e-6 * TestMatrices.norm(w));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void zeroMatrixGivesZerosOverAnOrthonormalBasis(LinearAlgebra algebra) {
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(Matrix.zeros(6, 9), 4);
        assertThat(factors.u().data()).containsOnly(0f);
        assertThat(factors.singularValues()).containsOnly(0f);
        assertOrthonormalRows(factors.v());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void rankZeroGivesEmptyFactors(LinearAlgebra algebra) {
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(TestMatrices.gaussian(4, 3, 9), 0);
        assertThat(factors.u().rows()).isEqualTo(4);
        assertThat(factors.u().cols()).isZero();
        assertThat(factors.v().rows()).isZero();
        assertThat(factors.v().cols()).isEqualTo(3);
        assertThat(factors.singularValues()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sketchIsAsGoodAsTheOptimumOnADecayingSpectrum(LinearAlgebra algebra) {
        double[] values = new double[1300];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 / (1 + 0.05 * i);
        }
        Matrix w = TestMatrices.withSingularValues(1500, 1300, values, 10);
        int rank = 24;
        TruncatedSvd.Factorization factors = new TruncatedSvd(algebra).factor(w, rank);
        assertOrthonormalRows(factors.v());
        double optimum = TestMatrices.optimum(values, rank);
        assertThat(TestMatrices.distance(product(factors), w)).isBetween(optimum * 0.9999, optimum * 1.001);
        for (int i = 0; i < rank / 2; i++) {
            assertThat((double) factors.singularValues()[i]).isCloseTo(values[i], within(1e-3 * values[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void sketchAgreesWithTheFullDecompositionWhereTheSpectrumFallsFast(LinearAlgebra algebra) {
        double[] values = new double[1100];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.pow(0.8, i);
        }
        Matrix w = TestMatrices.withSingularValues(1100, 1200, values, 11);
        int rank = 12;
        Matrix sketched = product(new TruncatedSvd(algebra).factor(w, rank));
        Matrix right = ProviderChoice.once().algebra().rightSingularVectors(w, rank);
        Matrix full = algebra.multiply(algebra.multiply(w, right.transposed()), right);
        assertThat(TestMatrices.distance(sketched, full)).isLessThan(1e-5 * TestMatrices.norm(w));
    }

    @Test
    void providersAgreeOnTheProduct() {
        Matrix w = TestMatrices.gaussian(300, 200, 12);
        Matrix chosen = product(new TruncatedSvd(ProviderChoice.once().algebra()).factor(w, 30));
        Matrix plain = product(new TruncatedSvd(new JavaAlgebra()).factor(w, 30));
        assertThat(TestMatrices.distance(chosen, plain)).isLessThan(1e-4 * TestMatrices.norm(plain));
    }

    @Test
    void providersAgreeOnEachFactorWhereSingularValuesLieApart() {
        double[] values = {9, 7, 5, 3, 1};
        Matrix w = TestMatrices.withSingularValues(30, 50, values, 13);
        TruncatedSvd.Factorization chosen =
                new TruncatedSvd(ProviderChoice.once().algebra()).factor(w, 4);
        TruncatedSvd.Factorization plain = new TruncatedSvd(new JavaAlgebra()).factor(w, 4);
        assertThat(TestMatrices.distance(chosen.u(), plain.u())).isLessThan(1e-4);
        assertThat(TestMatrices.distance(chosen.v(), plain.v())).isLessThan(1e-5);
    }

    @Test
    void sameInputGivesTheSameBits() {
        Matrix w = TestMatrices.gaussian(1100, 1050, 14);
        TruncatedSvd svd = new TruncatedSvd(new JavaAlgebra());
        assertThat(svd.factor(w, 4).v().data()).isEqualTo(svd.factor(w, 4).v().data());
    }

    @Test
    void refusesElementsThatAreNotFinite() {
        TruncatedSvd svd = new TruncatedSvd(new JavaAlgebra());
        Matrix w = TestMatrices.gaussian(4, 5, 15);
        w.data()[13] = Float.NaN;
        assertThatThrownBy(() -> svd.factor(w, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("element (2,3) of a matrix [4,5] is NaN, which has no singular value decomposition");
    }

    @Test
    void refusesRanksTheMatrixCannotHave() {
        TruncatedSvd svd = new TruncatedSvd(new JavaAlgebra());
        assertThatThrownBy(() -> svd.factor(Matrix.zeros(4, 5), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rank 5 of a matrix [4,5], which has at most 4");
        assertThatThrownBy(() -> svd.factor(Matrix.zeros(4, 5), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rank -1 of a matrix [4,5], which has at most 4");
    }

    private static Matrix product(TruncatedSvd.Factorization factors) {
        return new JavaAlgebra().multiply(factors.u(), factors.v());
    }

    private static void assertOrthonormalRows(Matrix v) {
        Matrix gram = new JavaAlgebra().multiply(v, v.transposed());
        for (int i = 0; i < v.rows(); i++) {
            for (int j = 0; j < v.rows(); j++) {
                assertThat(gram.get(i, j)).isCloseTo(i == j ? 1f : 0f, within(1e-5f));
            }
        }
    }
}
