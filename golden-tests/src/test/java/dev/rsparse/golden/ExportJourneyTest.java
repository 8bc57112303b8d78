package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.out.OnnxExport;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every journey's dense model, exported to ONNX, gives in ONNX Runtime what the scalar twins give. Journeys
/// between them have every operation of the language.
class ExportJourneyTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "journeys");
    private static final int ROWS = 3;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> givesTheValuesOfTheScalarTwins() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".rsp"))
                    .sorted()
                    .toList();
            return sources.stream()
                    .flatMap(source -> IntStream.of(21, 22, 23, 24, 26)
                            .mapToObj(opset -> DynamicTest.dynamicTest(
                                    source.getFileName() + " in opset " + opset, () -> compare(source, opset))));
        }
    }

    private void compare(Path file, int opset) throws IOException {
        Journey journey = Journey.read(file);
        Path own = Files.createTempDirectory(folder, "journey");
        Path model = own.resolve("model.onnx");
        try (ModelProject project = ModelProject.open(journey.write(own))) {
            Graph graph = project.model().graph();
            assertThat(OnnxExport.obstacles(graph)).isEmpty();
            OnnxExport.of(graph, project.weights(), new OnnxExport.Settings(opset, DType.F32, "0", "a test"))
                    .write(model);
            OnnxFile.read(model);
            try (OnnxModel exported = OnnxModel.load(model)) {
                if (graph.readsNumbers()) {
                    compareNumbers(graph, project.weights(), exported);
                } else {
                    compareTokens(
                            graph,
                            project.weights(),
                            exported,
                            journey.settings().prompt());
                }
            }
        }
    }

    private static ReferenceModel reference(Graph graph, WeightSource weights) {
        return new ReferenceModel(graph, weights, FactorSource.none(), StripLayout.F32);
    }

    /// Two sequences, the second of them turned round.
    private static void compareTokens(Graph graph, WeightSource weights, OnnxModel exported, int[] prompt) {
        int[] turned = IntStream.range(0, prompt.length)
                .map(i -> prompt[prompt.length - 1 - i])
                .toArray();
        float[] found = exported.tokens(
                2,
                IntStream.concat(Arrays.stream(prompt), Arrays.stream(turned)).toArray());
        float[][] first = reference(graph, weights).read(prompt, false);
        float[][] second = reference(graph, weights).read(turned, false);
        compare(
                found,
                Stream.concat(Arrays.stream(first), Arrays.stream(second)).toList());
    }

    private static void compareNumbers(Graph graph, WeightSource weights, OnnxModel exported) {
        TensorType type = graph.inputs().getFirst().type();
        int width = type.rowSize();
        float[] x = new float[ROWS * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        long[] shape = type.shape().stream()
                .mapToLong(dim -> dim instanceof Dim.Fixed(long size) ? size : ROWS)
                .toArray();
        ReferenceModel reference = reference(graph, weights);
        compare(
                exported.numbers(x, shape),
                IntStream.range(0, ROWS)
                        .mapToObj(row -> reference.run(Arrays.copyOfRange(x, row * width, (row + 1) * width)))
                        .toList());
    }

    private static void compare(float[] found, List<float[]> expected) {
        int width = expected.getFirst().length;
        assertThat(found).hasSize(expected.size() * width);
        for (int i = 0; i < found.length; i++) {
            float wanted = expected.get(i / width)[i % width];
            // A few hundred roundings lie between an embedding and a logit.
            assertThat(found[i]).as("value %d", i).isCloseTo(wanted, within(2e-5f * Math.max(1, Math.abs(wanted))));
        }
    }
}
