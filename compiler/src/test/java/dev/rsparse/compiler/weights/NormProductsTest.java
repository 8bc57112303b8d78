package dev.rsparse.compiler.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.rsparse.compiler.emit.GraphWriter;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormProductsTest {

    @TempDir
    Path folder;

    private static Graph graph() {
        GraphWriter writer = new GraphWriter(DType.F32);
        Value inner = writer.linear(writer.gather("t", "t", 4, 3), "up", 7);
        return writer.graph("G", writer.linear(inner, "down", 5));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2})
    void areNormsOfRowsTimesNormsOfColumnsToThePower(double gamma) {
        try (Checkpoint checkpoint = TestWeights.write(folder, graph(), ElementType.F32, 1)) {
            float[] up = new float[7 * 3];
            float[] down = new float[5 * 7];
            checkpoint.read("up", 0, up, 0, up.length);
            checkpoint.read("down", 0, down, 0, down.length);
            float[] products = NormProducts.of(checkpoint, "site", "up", "down", gamma);
            assertThat(products).hasSize(7);
            for (int i = 0; i < 7; i++) {
                double norms = norm(up, 3 * i, 1, 3) * norm(down, i, 7, 5);
                assertThat((double) products[i]).isCloseTo(Math.pow(norms, gamma), withinPercentage(1e-4));
            }
        }
    }

    @Test
    void areMeasuredScalesTimesNormsOfColumnsWhereThereAreAny() {
        try (Checkpoint checkpoint = TestWeights.write(folder, graph(), ElementType.F32, 1)) {
            float[] down = new float[5 * 7];
            checkpoint.read("down", 0, down, 0, down.length);
            float[] scales = {0, 1, 2, 3, 4, 5, 6};
            RowScales weights = new RowScales(checkpoint, Map.of("site", scales));
            float[] products = NormProducts.of(weights, "site", "up", "down", 2);
            for (int i = 0; i < 7; i++) {
                assertThat((double) products[i])
                        .isCloseTo(Math.pow(scales[i] * norm(down, i, 7, 5), 2), withinPercentage(1e-4));
            }
            assertThat(NormProducts.of(weights, "other", "up", "down", 2))
                    .isEqualTo(NormProducts.of(checkpoint, "other", "up", "down", 2));
        }
    }

    private static double norm(float[] numbers, int from, int step, int count) {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (double) numbers[from + i * step] * numbers[from + i * step];
        }
        return Math.sqrt(squares);
    }
}
