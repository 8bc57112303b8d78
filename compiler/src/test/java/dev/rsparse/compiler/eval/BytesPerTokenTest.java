package dev.rsparse.compiler.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BytesPerTokenTest {

    private static final Value X = new Value(0, "x", TensorType.of(DType.F32, 1, 10));
    private static final Value Y = new Value(1, "y", TensorType.of(DType.F32, 1, 20));
    private static final Weight WEIGHT = new Weight("w", "w", TensorType.of(DType.BF16, 20, 10));

    private static double bytes(StripLayout format, Node node) {
        return BytesPerToken.of(
                Schedule.of(new Graph("g", List.of(X), List.of(node), List.of()), format), Map.of("w", 0.3));
    }

    private static Node thinned(Thinning.Skip skip, int rank, double gamma) {
        return new Node.SparseLowRankLinear(
                Origin.NONE, Y, X, WEIGHT, new Thinning(skip, 0.5, 1, rank, gamma, 0.1f, Phase.ALL));
    }

    @Test
    void denseLinearIsReadWhole() {
        Node linear = new Node.Linear(Origin.NONE, Y, X, WEIGHT);
        assertThat(bytes(StripLayout.BF16, linear)).isEqualTo(400);
        assertThat(bytes(StripLayout.F32, linear)).isEqualTo(800);
    }

    @Test
    void columnsKeptAreReadWithTheirListAndTheThreshold() {
        double expected = 2 * 3 * 20 + 4 * 3 + 4;
        assertThat(bytes(StripLayout.BF16, thinned(Thinning.Skip.COLUMNS, 0, 0)))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void factorsAreReadInFull() {
        double expected = 2 * (3 * 20 + 2 * (10 + 20)) + 4 * 3 + 4;
        assertThat(bytes(StripLayout.BF16, thinned(Thinning.Skip.COLUMNS, 2, 0)))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void normsAreReadForEveryChannel() {
        double expected = 2 * 3 * 20 + 4 * 10 + 4 * 3 + 4;
        assertThat(bytes(StripLayout.BF16, thinned(Thinning.Skip.COLUMNS, 0, 1)))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void rowsKeptAreListedByOutput() {
        double expected = 2 * 6 * 10 + 4 * 6 + 4;
        assertThat(bytes(StripLayout.BF16, thinned(Thinning.Skip.ROWS, 0, 0))).isCloseTo(expected, within(1e-9));
    }

    @Test
    void embeddingIsOneRow() {
        Node gather = new Node.Gather(Origin.NONE, Y, WEIGHT, X);
        assertThat(bytes(StripLayout.BF16, gather)).isEqualTo(20);
    }

    @Test
    void normIsFloatsInAnyFormat() {
        Weight scale = new Weight("n", "n", TensorType.of(DType.BF16, 10));
        Node norm = new Node.RmsNorm(Origin.NONE, X, X, Optional.of(scale), 1e-5f);
        assertThat(bytes(StripLayout.BF16, norm)).isEqualTo(40);
    }

    @Test
    void normWithoutAScaleReadsNothing() {
        Node norm = new Node.RmsNorm(Origin.NONE, X, X, Optional.empty(), 1e-5f);
        assertThat(bytes(StripLayout.BF16, norm)).isZero();
    }

    @Test
    void rowsOfAGatedProductAreReadAsOthersAre() {
        Thinning rows = new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, 1, 0.1f, Phase.ALL);
        Node gated = new Node.GatedRowsLinear(Origin.NONE, Y, X, Y, WEIGHT, WEIGHT, rows);
        double expected = 2 * 6 * 10 + 4 * 20 + 4 * 6 + 4;
        assertThat(bytes(StripLayout.BF16, gated)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void scalesAreReadForEveryColumnKeptOrNot() {
        Node linear = new Node.Linear(Origin.NONE, Y, X, WEIGHT);
        assertThat(bytes(StripLayout.Q8, linear)).isEqualTo(200 + 4 * 10);
        double thin = 3 * 20 + 4 * 3 + 4 + 4 * 10;
        assertThat(bytes(StripLayout.Q8, thinned(Thinning.Skip.COLUMNS, 0, 0))).isCloseTo(thin, within(1e-9));
    }

    @Test
    void factorsHaveAScaleForEachColumnAndRow() {
        double without = bytes(StripLayout.Q8, thinned(Thinning.Skip.COLUMNS, 0, 0));
        assertThat(bytes(StripLayout.Q8, thinned(Thinning.Skip.COLUMNS, 2, 0)))
                .isCloseTo(without + 2 * (10 + 20) + 4 * 2 * 2, within(1e-9));
    }

    @Test
    void linearsThatRunTogetherShareTheirScales() {
        Value other = new Value(2, "z", TensorType.of(DType.F32, 1, 20));
        Weight second = new Weight("v", "v", TensorType.of(DType.BF16, 20, 10));
        List<Node> nodes =
                List.of(new Node.Linear(Origin.NONE, Y, X, WEIGHT), new Node.Linear(Origin.NONE, other, X, second));
        assertThat(BytesPerToken.of(
                        Schedule.of(new Graph("g", List.of(X), nodes, List.of()), StripLayout.Q8), Map.of()))
                .isEqualTo(2 * 200 + 4 * 10);
    }

    @Test
    void weightsCountInTheirOwnFormats() {
        Value other = new Value(2, "z", TensorType.of(DType.F32, 1, 20));
        Weight second = new Weight("v", "v", TensorType.of(DType.BF16, 20, 10));
        List<Node> nodes =
                List.of(new Node.Linear(Origin.NONE, Y, X, WEIGHT), new Node.Linear(Origin.NONE, other, X, second));
        Formats formats = new Formats(StripLayout.BF16, Map.of("v", StripLayout.Q4));
        assertThat(BytesPerToken.of(Schedule.of(new Graph("g", List.of(X), nodes, List.of()), formats), Map.of()))
                .isEqualTo(400 + 100 + 4 * 10 + 4 * 20);
    }

    @Test
    void halfPrecisionHasAScaleForEachColumn() {
        assertThat(bytes(StripLayout.F16, new Node.Linear(Origin.NONE, Y, X, WEIGHT)))
                .isEqualTo(400 + 4 * 10);
    }

    @Test
    void placesHaveScalesBesideThoseOfColumns() {
        Node linear = new Node.Linear(Origin.NONE, Y, X, WEIGHT);
        assertThat(bytes(StripLayout.Q4, linear)).isEqualTo(100 + 4 * 10 + 4 * 20);
        assertThat(bytes(StripLayout.Q4, thinned(Thinning.Skip.COLUMNS, 2, 0)))
                .isCloseTo(
                        0.5 * (3 * 20 + 2 * (10 + 20)) + 4 * (3 + 1) + 4 * (10 + 20) + 4 * (2 * 2 + 10), within(1e-9));
        assertThat(bytes(StripLayout.Q4, new Node.Gather(Origin.NONE, Y, WEIGHT, X)))
                .isEqualTo(5 + 4 + 4 * 10);
    }

    @Test
    void anEmbeddingHasOneScale() {
        assertThat(bytes(StripLayout.Q8, new Node.Gather(Origin.NONE, Y, WEIGHT, X)))
                .isEqualTo(10 + 4);
    }

    @Test
    void aProductThatReadsAllColumnsCountsThemAll() {
        Weight narrow = new Weight("w", "w", TensorType.of(DType.BF16, 64, 16_384));
        Value wide = new Value(0, "x", TensorType.of(DType.F32, 1, 16_384));
        Thinning half = new Thinning(Thinning.Skip.COLUMNS, 0.5, 1, 0, 0, 0.1f, Phase.ALL);
        Node node = new Node.SparseLowRankLinear(Origin.NONE, Y, wide, narrow, half);
        Graph graph = new Graph("g", List.of(wide), List.of(node), List.of());
        assertThat(BytesPerToken.of(Schedule.of(graph, StripLayout.BF16), Map.of("w", 0.3)))
                .isEqualTo(2.0 * 64 * 16_384 + 4);
    }
}
