package dev.rsparse.compiler.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Inference;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.Workspace;
import dev.rsparse.runtime.io.ElementType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models of rows of numbers: linears with biases and every activation between them, against the scalar twins.
@Tag("width")
class PerceptronTest {

    private static final double ROUNDING = 0x1p-24;

    @TempDir
    Path folder;

    private static Graph perceptron(List<Integer> widths) {
        GraphWriter graph = new GraphWriter(DType.F32);
        Value x = graph.input(widths.getFirst());
        ElementFunction[] activations = {
            ElementFunction.RELU, ElementFunction.TANH, ElementFunction.SIGMOID, ElementFunction.GELU
        };
        for (int i = 1; i < widths.size(); i++) {
            x = graph.addBias(graph.linear(x, "w" + i, widths.get(i)), "b" + i);
            x = i + 1 < widths.size() ? graph.pointwise(x, activations[(i - 1) % 4], 0) : graph.softmax(x);
        }
        return graph.graph("Perceptron", x);
    }

    private static float[] rows(int rows, int width) {
        Random random = new Random(rows);
        float[] x = new float[rows * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private CompiledModel compile(Graph graph, Checkpoint checkpoint, StripLayout format) {
        ModelConfig none = key -> Optional.empty();
        return Engine.compile(graph, "dense", Map.of(), format, none, Set.of()).load(checkpoint, FactorSource.none());
    }

    /// Probabilities are at most one; each linear adds a rounding per term, of numbers of about the size of one, and
    /// activations and the softmax some more, and none of them makes an error much larger.
    private static double bound(List<Integer> widths) {
        return ROUNDING * widths.stream().mapToInt(width -> 4 * width + 32).sum();
    }

    private static void compare(float[] y, float[] x, List<Integer> widths, ReferenceModel reference) {
        int in = widths.getFirst();
        int out = widths.getLast();
        for (int row = 0; row < x.length / in; row++) {
            float[] expected = reference.run(Arrays.copyOfRange(x, row * in, (row + 1) * in));
            for (int i = 0; i < out; i++) {
                assertThat((double) y[row * out + i])
                        .as("row %d, result %d", row, i)
                        .isCloseTo(expected[i], within(bound(widths)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1-1-1", "2-37-37-3", "3-1-5", "7-15-16-17-13", "31-61-1-127-10", "100-64-10"})
    void rowsAgreeWithTheScalarTwins(String shape) {
        List<Integer> widths =
                Arrays.stream(shape.split("-")).map(Integer::valueOf).toList();
        Graph graph = perceptron(widths);
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 3)) {
            for (StripLayout format : List.of(StripLayout.F32, StripLayout.BF16)) {
                ReferenceModel reference = new ReferenceModel(graph, checkpoint, FactorSource.none(), format);
                try (CompiledModel model = compile(graph, checkpoint, format)) {
                    Inference inference = model.newInference();
                    for (int count : new int[] {1, 2, 5, 6, 7, 13}) {
                        float[] x = rows(count, widths.getFirst());
                        compare(inference.run(x), x, widths, reference);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void moreRowsThanABatchGiveWhatTheyGiveOnOneThread(int threads) {
        List<Integer> widths = List.of(5, 19, 4);
        Graph graph = perceptron(widths);
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 3);
                CompiledModel model = compile(graph, checkpoint, StripLayout.F32)) {
            model.setThreads(threads);
            for (int count : new int[] {0, Workspace.BATCH, Workspace.BATCH + 1, 2 * Workspace.BATCH + 5}) {
                float[] x = rows(count, 5);
                float[] y = model.newInference().run(x);
                ReferenceModel reference = new ReferenceModel(graph, checkpoint, FactorSource.none(), StripLayout.F32);
                compare(y, x, widths, reference);
            }
        }
    }

    @Test
    void theClassOfARowIsThePlaceOfItsLargestResult() {
        Graph graph = perceptron(List.of(4, 9, 5));
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 3);
                CompiledModel model = compile(graph, checkpoint, StripLayout.F32)) {
            float[] x = rows(20, 4);
            float[] y = model.newInference().run(x);
            int[] classes = model.newInference().classes(x);
            for (int row = 0; row < 20; row++) {
                for (int i = 0; i < 5; i++) {
                    assertThat(y[5 * row + classes[row]]).isGreaterThanOrEqualTo(y[5 * row + i]);
                }
            }
        }
    }

    @Test
    void wrongUsesSayWhatTheModelReads() {
        Graph graph = perceptron(List.of(4, 3));
        try (Checkpoint checkpoint = TestWeights.write(folder, graph, ElementType.F32, 3);
                CompiledModel model = compile(graph, checkpoint, StripLayout.F32)) {
            assertThat(model.inputWidth()).isEqualTo(4);
            assertThatThrownBy(model::newSession)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reads numbers, not tokens");
            assertThatThrownBy(() -> model.newInference().run(new float[7]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rows of 4 numbers");
            assertThatThrownBy(() -> model.newInference().run(new float[8], 2, new float[5]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 rows of 4 numbers in and 3 out");
        }
    }
}
