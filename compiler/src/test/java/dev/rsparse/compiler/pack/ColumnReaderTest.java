package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.weights.RandomWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnReaderTest {

    private static final int IN = 37;
    private static final int UPPER = 130;
    private static final int LOWER = 5;

    private final RandomWeights weights = new RandomWeights(5, false);

    ColumnReaderTest() {
        weights.add("upper", TensorType.of(DType.BF16, UPPER, IN));
        weights.add("lower", TensorType.of(DType.BF16, LOWER, IN));
    }

    private float element(int row, int column) {
        float[] one = new float[1];
        boolean isUpper = row < UPPER;
        weights.read(isUpper ? "upper" : "lower", (long) (isUpper ? row : row - UPPER) * IN + column, one, 0, 1);
        return one[0];
    }

    @Test
    void readsAnyBandOfMatricesAboveEachOther() {
        ColumnReader reader = new ColumnReader(weights, List.of("upper", "lower"));
        assertThat(reader.out()).isEqualTo(UPPER + LOWER);
        assertThat(reader.in()).isEqualTo(IN);
        for (int[] band : new int[][] {{0, IN}, {0, 1}, {3, 16}, {20, 17}}) {
            float[] columns = new float[band[1] * reader.out()];
            reader.read(band[0], band[1], columns);
            for (int i = 0; i < columns.length; i++) {
                assertThat(columns[i]).isEqualTo(element(i % reader.out(), band[0] + i / reader.out()));
            }
        }
    }
}
