package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.weights.TensorView.Rows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewedWeightsTest {

    private static final TensorView PART = new TensorView("w", false, Optional.of(new Rows(2, 9)), List.of());
    private static final TensorView TURNED = new TensorView("w", true, Optional.empty(), List.of());

    private final WeightSource viewed;

    ViewedWeightsTest() {
        RandomWeights weights = new RandomWeights(1, false);
        weights.add("w", TensorType.of(DType.BF16, 12, 20));
        WeightSource views = ViewedWeights.of(weights, Map.of(PART.name(), PART, TURNED.name(), TURNED));
        this.viewed = new RowScales(views, Map.of("site", new float[] {1, 2, 3, 4, 5}));
    }

    private float number(String tensor, long at) {
        float[] one = new float[1];
        viewed.read(tensor, at, one, 0, 1);
        return one[0];
    }

    @Test
    void aPartBeginsAtItsFirstRowAndATurnedTensorHasColumnsForRows() {
        assertThat(number(PART.name(), 23)).isEqualTo(number("w", 2 * 20 + 23));
        assertThat(number(TURNED.name(), 5 * 12 + 7)).isEqualTo(number("w", 7 * 20 + 5));
    }

    @ParameterizedTest
    @CsvSource({"w, 20", "w[2..9], 20", "w^T, 12", "site row scales, 1"})
    void piecesAreTheirNumbersOneByOne(String tensor, int width) {
        float[] pieces = new float[12];
        int length = Math.min(width, 3);
        viewed.read(tensor, 1, new WeightSource.Pieces(3, length, width, 4), pieces);
        for (int i = 0; i < pieces.length; i++) {
            float expected = i % 4 < length ? number(tensor, 1 + (long) (i / 4) * width + i % 4) : 0;
            assertThat(pieces[i]).isEqualTo(expected);
        }
    }

    @Test
    void refusesPiecesPastTheEndOfAPart() {
        assertThatThrownBy(
                        () -> viewed.read(PART.name(), 5 * 20, new WeightSource.Pieces(3, 20, 20, 20), new float[60]))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
