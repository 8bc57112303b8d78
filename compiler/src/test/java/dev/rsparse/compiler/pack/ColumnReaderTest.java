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

    /// Where the lower matrix begins, and how long a column is.
    private static final int FROM = 192;

    private static final int OUT = FROM + LOWER;

    /// From one column to the next in memory.
    private static final int PITCH = OUT + 3;

    private final RandomWeights weights = new RandomWeights(5, false);

    ColumnReaderTest() {
        weights.add("upper", TensorType.of(DType.BF16, UPPER, IN));
        weights.add("lower", TensorType.of(DType.BF16, LOWER, IN));
    }

    private float element(int row, int column) {
        if (row >= UPPER && row < FROM) {
            return 0;
        }
        float[] one = new float[1];
        boolean isUpper = row < UPPER;
        weights.read(isUpper ? "upper" : "lower", (long) (isUpper ? row : row - FROM) * IN + column, one, 0, 1);
        return one[0];
    }

    @Test
    void readsAnyBandOfMatricesAboveEachOther() {
        List<ColumnReader.Block> blocks =
                List.of(new ColumnReader.Block("upper", 0), new ColumnReader.Block("lower", FROM));
        ColumnReader reader = new ColumnReader(weights, blocks);
        assertThat(reader.in()).isEqualTo(IN);
        for (int[] band : new int[][] {{0, IN}, {0, 1}, {3, 16}, {20, 17}}) {
            float[] columns = new float[band[1] * PITCH];
            reader.read(band[0], band[1], columns, PITCH);
            for (int i = 0; i < columns.length; i++) {
                float expected = i % PITCH < OUT ? element(i % PITCH, band[0] + i / PITCH) : 0;
                assertThat(columns[i]).isEqualTo(expected);
            }
        }
    }
}
