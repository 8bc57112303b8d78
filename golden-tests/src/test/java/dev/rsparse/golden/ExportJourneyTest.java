package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.out.OnnxExport;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".rsp"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> denseModelsGiveTheValuesOfTheScalarTwins() throws IOException {
        return sources().stream()
                .flatMap(source -> IntStream.of(21, 22, 23, 24, 26)
                        .mapToObj(opset -> DynamicTest.dynamicTest(
                                source.getFileName() + " in opset " + opset,
                                () -> compare(source, CheckedPolicy.DENSE, opset, false))));
    }

    @TestFactory
    Stream<DynamicTest> thinnedModelsGiveTheValuesOfTheScalarTwins() throws IOException {
        return sources().stream()
                .flatMap(source -> Stream.of(true, false)
                        .map(inline -> DynamicTest.dynamicTest(
                                source.getFileName() + (inline ? " inline" : " with a function"),
                                () -> compare(source, "", 21, inline))));
    }

    /// @param policy its name; empty for that of the journey's target
    private void compare(Path file, String policy, int opset, boolean inline) throws IOException {
        Journey journey = Journey.read(file);
        Path own = Files.createTempDirectory(folder, "journey");
        Path model = own.resolve("model.onnx");
        try (ModelProject project = ModelProject.open(journey.write(own))) {
            CheckedPolicy chosen = project.policy(Optional.of(policy).filter(name -> !name.isEmpty()));
            Map<String, Thinning> thinnings = new PolicyResolver(project, chosen).asked();
            thinnings.replaceAll(
                    (site, asked) -> asked.withThreshold(journey.settings().threshold()));
            PolicyGraph runs = PolicyGraph.of(project, chosen, PolicyTensors.NONE, message -> {});
            FactorStore factors = FactorStore.of(project, runs, thinnings, message -> {});
            Graph graph = Pipeline.rewrite(runs.graph(), thinnings);
            assertThat(OnnxExport.obstacles(graph)).isEmpty();
            OnnxExport.of(
                            graph,
                            runs.weights(),
                            factors,
                            new OnnxExport.Settings(opset, inline, DType.F32, chosen.firstDense(), "0", "a test"))
                    .write(model);
            OnnxFile.read(model);
            Twins twins = new Twins(graph, runs.weights(), factors, chosen.firstDense());
            try (OnnxModel exported = OnnxModel.load(model)) {
                if (graph.readsNumbers()) {
                    compareNumbers(twins, exported);
                } else {
                    compareTokens(twins, exported, journey.settings().prompt());
                }
            }
        }
    }

    /// What scalar twins make of the same graph.
    private record Twins(Graph graph, WeightSource weights, FactorSource factors, boolean firstDense) {

        ReferenceModel model() {
            return new ReferenceModel(graph, weights, factors, StripLayout.F32);
        }

        List<float[]> read(int[] ids) {
            ReferenceModel model = model();
            return IntStream.range(0, ids.length)
                    .mapToObj(i -> model.next(ids[i], i > 0 || !firstDense))
                    .toList();
        }
    }

    /// Two sequences, the second of them turned round.
    private static void compareTokens(Twins twins, OnnxModel exported, int[] prompt) {
        int[] turned = IntStream.range(0, prompt.length)
                .map(i -> prompt[prompt.length - 1 - i])
                .toArray();
        float[] found = exported.tokens(
                2,
                IntStream.concat(Arrays.stream(prompt), Arrays.stream(turned)).toArray());
        compare(
                found,
                Stream.concat(twins.read(prompt).stream(), twins.read(turned).stream())
                        .toList());
    }

    private static void compareNumbers(Twins twins, OnnxModel exported) {
        TensorType type = twins.graph().inputs().getFirst().type();
        int width = type.rowSize();
        float[] x = new float[ROWS * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        long[] shape = type.shape().stream()
                .mapToLong(dim -> dim instanceof Dim.Fixed(long size) ? size : ROWS)
                .toArray();
        ReferenceModel reference = twins.model();
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
