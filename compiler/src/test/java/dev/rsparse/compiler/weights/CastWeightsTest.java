package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CastWeightsTest {

    private static final float[] NUMBERS = {1, 1.0039063f, 1.0117188f, 3.14159f, -70000, 1e-9f};

    /// One matrix `w`, f32[2,3].
    private static final WeightSource SOURCE = new WeightSource() {
        @Override
        public Optional<TensorType> find(String name) {
            return name.equals("w") ? Optional.of(TensorType.of(DType.F32, 2, 3)) : Optional.empty();
        }

        @Override
        public void read(String tensor, long from, float[] into, int offset, int count) {
            System.arraycopy(NUMBERS, (int) from, into, offset, count);
        }
    };

    private static float[] read(TensorView view, int from, int count) {
        WeightSource weights = ViewedWeights.of(SOURCE, Map.of(view.name(), view));
        float[] read = new float[count];
        weights.read(view.name(), from, read, 0, count);
        return read;
    }

    @Test
    void aCastHoldsTheNearestNumbersOfItsType() {
        TensorView view = TensorView.whole("w").as(DType.BF16);
        assertThat(view.name()).isEqualTo("w as bf16");
        assertThat(view.type(TensorType.of(DType.F32, 2, 3))).contains(TensorType.of(DType.BF16, 2, 3));
        // The second lies halfway between two, and so does the third; the even one is below and above.
        assertThat(read(view, 0, 6)).containsExactly(1, 1, 1.015625f, 3.140625f, -70144, 9.968062e-10f);
    }

    @Test
    void halfPrecisionEndsWhereItsRangeDoes() {
        assertThat(read(TensorView.whole("w").as(DType.F16), 3, 3))
                .containsExactly(3.140625f, Float.NEGATIVE_INFINITY, 0);
    }

    @Test
    void castsFollowEachOther() {
        TensorView view = TensorView.whole("w").as(DType.BF16).as(DType.F32);
        assertThat(view.type(TensorType.of(DType.F32, 2, 3))).contains(TensorType.of(DType.F32, 2, 3));
        assertThat(read(view, 3, 1)).containsExactly(3.140625f);
    }

    @Test
    void aPartThatIsTurnedOverCanBeCast() {
        TensorView view = new TensorView("w", true, Optional.of(new TensorView.Rows(1, 3)), List.of()).as(DType.BF16);
        assertThat(view.name()).isEqualTo("w^T[1..3] as bf16");
        assertThat(read(view, 0, 4)).containsExactly(1, -70144, 1.015625f, 9.968062e-10f);
    }

    @Test
    void piecesOfACastAreCastToo() {
        TensorView view = TensorView.whole("w").as(DType.BF16);
        WeightSource weights = ViewedWeights.of(SOURCE, Map.of(view.name(), view));
        float[] pieces = new float[4];
        weights.read(view.name(), 1, new WeightSource.Pieces(2, 2, 3, 2), pieces);
        assertThat(pieces)
                .containsExactly(read(view, 1, 2)[0], read(view, 1, 2)[1], read(view, 4, 2)[0], read(view, 4, 2)[1]);
    }
}
