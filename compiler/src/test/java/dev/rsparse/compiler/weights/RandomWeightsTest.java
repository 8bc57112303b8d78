package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.WeightFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RandomWeightsTest {

    private static final int ROWS = 60;
    private static final int COLUMNS = 500;

    private static RandomWeights matrix(long seed) {
        RandomWeights weights = new RandomWeights(seed, false);
        weights.add("w", TensorType.of(DType.BF16, ROWS, COLUMNS));
        return weights;
    }

    private static float[] read(RandomWeights weights, String tensor, long from, int count) {
        float[] numbers = new float[count];
        weights.read(tensor, from, numbers, 0, count);
        return numbers;
    }

    private static Optional<List<Dim>> shape(long... extents) {
        return Optional.of(TensorType.of(DType.BF16, extents).shape());
    }

    @Test
    void oneSeedGivesTheSameNumbers() {
        assertThat(read(matrix(7), "w", 0, ROWS * COLUMNS)).containsExactly(read(matrix(7), "w", 0, ROWS * COLUMNS));
    }

    @Test
    void anotherSeedOrNameGivesOthers() {
        RandomWeights weights = matrix(7);
        weights.add("v", TensorType.of(DType.BF16, ROWS, COLUMNS));
        float[] numbers = read(weights, "w", 0, COLUMNS);
        assertThat(read(matrix(8), "w", 0, COLUMNS)).isNotEqualTo(numbers);
        assertThat(read(weights, "v", 0, COLUMNS)).isNotEqualTo(numbers);
    }

    @Test
    void aRowAloneIsThatOfTheWhole() {
        RandomWeights weights = matrix(7);
        float[] all = read(weights, "w", 0, ROWS * COLUMNS);
        for (int row = ROWS - 1; row >= 0; row--) {
            assertThat(read(weights, "w", (long) row * COLUMNS, COLUMNS))
                    .containsExactly(Arrays.copyOfRange(all, row * COLUMNS, (row + 1) * COLUMNS));
        }
    }

    @Test
    void anElementAloneIsThatOfItsRow() {
        RandomWeights weights = matrix(7);
        float[] row = read(weights, "w", COLUMNS, COLUMNS);
        for (int i = 0; i < COLUMNS; i++) {
            assertThat(read(weights, "w", COLUMNS + i, 1)).containsExactly(row[i]);
        }
    }

    @Test
    void piecesOfRowsAreThoseOfTheWhole() {
        RandomWeights weights = matrix(7);
        float[] all = read(weights, "w", 0, ROWS * COLUMNS);
        float[] pieces = new float[ROWS * 40];
        weights.read("w", 11, new WeightSource.Pieces(ROWS, 37, COLUMNS, 40), pieces);
        for (int i = 0; i < pieces.length; i++) {
            assertThat(pieces[i]).isEqualTo(i % 40 < 37 ? all[i / 40 * COLUMNS + 11 + i % 40] : 0);
        }
    }

    @Test
    void readsTheSameOnEitherSideOfABlock() {
        RandomWeights weights = new RandomWeights(3, false);
        weights.add("long", TensorType.of(DType.BF16, 1L << 13, 1L << 13));
        long border = 1L << 24;
        float[] across = read(weights, "long", border - 50, 100);
        assertThat(read(weights, "long", border - 50, 50)).containsExactly(Arrays.copyOf(across, 50));
        assertThat(read(weights, "long", border, 50)).containsExactly(Arrays.copyOfRange(across, 50, 100));
        assertThat(read(weights, "long", 0, 100)).isNotEqualTo(read(weights, "long", border, 100));
    }

    @Test
    void aProductKeepsTheVarianceOfItsInput() {
        float[] numbers = read(matrix(7), "w", 0, ROWS * COLUMNS);
        double squares = 0;
        double sum = 0;
        for (float number : numbers) {
            squares += (double) number * number;
            sum += number;
        }
        // Over n draws a mean of squares strays by sqrt(4/5/n), a mean by sqrt(1/n), of their scale; five times that.
        double n = numbers.length;
        assertThat(squares / n * COLUMNS).isCloseTo(1, within(5 * Math.sqrt(0.8 / n)));
        assertThat(sum / n * Math.sqrt(COLUMNS)).isCloseTo(0, within(5 / Math.sqrt(n)));
    }

    @Test
    void normsStayAroundOne() {
        RandomWeights weights = new RandomWeights(1, false);
        weights.add("norm", TensorType.of(DType.BF16, 300));
        for (float number : read(weights, "norm", 0, 300)) {
            assertThat(number).isBetween(0.75f, 1.25f);
        }
    }

    @Test
    void everyNumberIsABfloat16() {
        int lower = 0;
        for (float number : read(matrix(7), "w", 0, ROWS * COLUMNS)) {
            lower |= Float.floatToRawIntBits(number) & 0xFFFF;
        }
        assertThat(lower).isZero();
    }

    @Test
    void bindingsGiveTheShapes() {
        RandomWeights weights = new RandomWeights(1, false);
        assertThat(weights.bind("w", shape(3, 5), false)).contains(TensorType.of(DType.BF16, 3, 5));
        assertThat(weights.find("w")).contains(TensorType.of(DType.BF16, 3, 5));
        assertThat(weights.bind("undeclared", Optional.empty(), false)).isEmpty();
        assertThat(weights.names()).containsExactly("w");
    }

    @Test
    void aTiedModelHasNoHeadOfItsOwn() {
        assertThat(new RandomWeights(1, true).bind("head", shape(3, 5), true)).isEmpty();
        assertThat(new RandomWeights(1, true).bind("embed", shape(3, 5), false)).isPresent();
        assertThat(new RandomWeights(1, false).bind("head", shape(3, 5), true)).isPresent();
    }

    @Test
    void refusesWhatIsNotThere() {
        RandomWeights weights = matrix(1);
        assertThatThrownBy(() -> read(weights, "x", 0, 1))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("random weights cannot make x");
        assertThatThrownBy(() -> read(weights, "w", ROWS * COLUMNS, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
