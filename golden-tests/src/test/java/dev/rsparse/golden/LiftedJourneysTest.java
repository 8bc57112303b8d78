package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.emit.ReferenceModel;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.onnx.out.OnnxExport;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every journey's dense model, exported to ONNX and read again as layers, gives what it gave: with the operations
/// of the language that ONNX has words for.
class LiftedJourneysTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "journeys");
    private static final int ROWS = 3;

    /// Pictures, and numbers without their fractions, for which an export has several operators.
    private static final Set<String> REFUSED = Set.of("pictures.rsp", "rounded_values.rsp");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> exportsAreTheLayersThatTheyWere() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".rsp")).sorted().toList().stream()
                    .flatMap(source -> IntStream.of(21, 23)
                            .mapToObj(opset -> DynamicTest.dynamicTest(
                                    source.getFileName() + " in opset " + opset, () -> compare(source, opset))));
        }
    }

    private void compare(Path file, int opset) throws IOException {
        Journey journey = Journey.read(file);
        Path own = Files.createTempDirectory(folder, "journey");
        Path again = Files.writeString(own.resolve("again.rsp"), "rsp 1;\nmodel M from onnx(\"model.onnx\");\n");
        try (ModelProject project = ModelProject.open(journey.write(own))) {
            PolicyGraph runs = dense(project);
            OnnxExport.of(
                            runs.graph(),
                            runs.weights(),
                            FactorSource.none(),
                            new OnnxExport.Settings(opset, false, DType.F32, false, "0", "a test"))
                    .write(own.resolve("model.onnx"));
            if (REFUSED.contains(file.getFileName().toString())) {
                assertThatThrownBy(() -> ModelProject.open(again))
                        .isInstanceOf(ProjectException.class)
                        .hasMessageContaining("E0814");
                return;
            }
            try (ModelProject lifted = ModelProject.open(again)) {
                assertThat(lifted.warnings()).isEmpty();
                compare(results(runs, journey), results(dense(lifted), journey));
            }
        }
    }

    private static PolicyGraph dense(ModelProject project) {
        CheckedPolicy policy = project.model().policies().get(CheckedPolicy.DENSE);
        return PolicyGraph.of(project, policy, PolicyTensors.NONE, message -> {});
    }

    /// What scalar twins give after each token, or for each row.
    private static float[][] results(PolicyGraph runs, Journey journey) {
        ReferenceModel model = new ReferenceModel(runs.graph(), runs.weights(), FactorSource.none(), StripLayout.F32);
        if (!runs.graph().readsNumbers()) {
            return Arrays.stream(journey.settings().prompt())
                    .mapToObj(id -> model.next(id, false))
                    .toArray(float[][]::new);
        }
        int width = runs.graph().inputs().getFirst().type().rowSize();
        return IntStream.range(0, ROWS)
                .mapToObj(row -> {
                    float[] x = new float[width];
                    for (int i = 0; i < width; i++) {
                        x[i] = (float) Math.sin(row * width + i);
                    }
                    return model.run(x);
                })
                .toArray(float[][]::new);
    }

    private static void compare(float[][] expected, float[][] found) {
        assertThat(found).hasDimensions(expected.length, expected[0].length);
        for (int row = 0; row < expected.length; row++) {
            for (int i = 0; i < expected[row].length; i++) {
                float wanted = expected[row][i];
                assertThat(found[row][i])
                        .as("value %d of row %d", i, row)
                        .isCloseTo(wanted, within(1e-5f * Math.max(1, Math.abs(wanted))));
            }
        }
    }
}
