package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.eval.Evaluator;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.KnownWindows;
import dev.rsparse.compiler.measure.Measurement;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uniform recipes at four sparsities on both checkpoints against what an independent implementation measured in
/// float32: 128 windows of 512 tokens, every token thinned, thresholds from 16 windows of training text.
@Tag("nightly")
class UniformRecipesOracleTest {

    private static final String TEXT = "tokens/valid.u16";
    private static final String CALIBRATION = "tokens/calib.u16";
    private static final int WINDOWS = 128;

    /// The oracle's name of each recipe, and its properties.
    private static final Map<String, String> RECIPES = Map.of(
            "rho=1 |x|", "split 1.0;",
            "rho=1 |x|*colnorm", "split 1.0; score column_norm;",
            "rho=.95", "split 0.95;",
            "rho=.9", "split 0.9;",
            "rho=.7", "split 0.7;");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"quill-7m", "quill-30m"})
    void lossOverDenseOfEveryUniformRecipeIsTheOracles(String checkpoint) throws IOException, InterruptedException {
        Path weights = SharedFolder.require("models/" + checkpoint);
        JsonNode oracle = new ObjectMapper()
                .readTree(SharedFolder.require("oracle/oracle-128-" + checkpoint + ".json")
                        .toFile());
        Map<String, String> oracleNames = new TreeMap<>();
        StringBuilder source = new StringBuilder(Files.readString(Quill.SOURCE));
        for (int kept = 3; kept <= 6; kept++) {
            for (Map.Entry<String, String> recipe : RECIPES.entrySet()) {
                String name = "uniform" + oracleNames.size();
                oracleNames.put(name, "kept 0." + kept + " " + recipe.getKey());
                source.append(policy(name, 100 - 10 * kept, recipe.getValue()));
            }
        }
        Path file = Files.writeString(folder.resolve("quill.rsp"), source);
        SoftAssertions soft = new SoftAssertions();
        try (ModelProject project = ModelProject.open(file, weights)) {
            Optional<Lock> lock = Optional.of(measured(project, List.copyOf(oracleNames.keySet())));
            for (Map.Entry<String, String> recipe : oracleNames.entrySet()) {
                String name = recipe.getValue();
                double expected =
                        oracle.get("dense").asDouble() + oracle.get(name).asDouble();
                soft.assertThat(loss(project, recipe.getKey(), lock))
                        .as(name)
                        .isCloseTo(expected, within(name.startsWith("kept 0.3") ? 0.03 : 0.01));
            }
        }
        soft.assertAll();
    }

    private static String policy(String name, int sparsity, String properties) {
        return "policy " + name + " for Quill { default { dense; } select op(linear) in layer[*] { rsparse; sparsity "
                + sparsity + "%; " + properties + " phase all; } }\n";
    }

    private static Lock measured(ModelProject project, List<String> names) throws IOException {
        List<CheckedPolicy> policies =
                names.stream().map(name -> project.policy(Optional.of(name))).toList();
        PolicyMeasurer measurer =
                new PolicyMeasurer(project, policies, Optional.empty(), PolicyTensors.NONE, "test", message -> {});
        List<int[]> windows = SharedFolder.windows(CALIBRATION, 16);
        Measurement measurement = measurer.run(windows, done -> {});
        return measurer.lock(Optional.empty(), measurement, text(windows));
    }

    private static Lock.Calibration text(List<int[]> windows) {
        return new KnownWindows(
                        new TextIdentity(
                                CALIBRATION,
                                Optional.empty(),
                                OptionalLong.empty(),
                                windows.size(),
                                SharedFolder.WINDOW),
                        windows)
                .calibration(0);
    }

    private static double loss(ModelProject project, String policy, Optional<Lock> lock)
            throws IOException, InterruptedException {
        try (CompiledModel model =
                Quill.compile(project, policy, StripLayout.BF16, lock).model()) {
            return new Evaluator(model, Phase.ALL, 1)
                    .run(
                            SharedFolder.windows(TEXT, WINDOWS),
                            Runtime.getRuntime().availableProcessors(),
                            done -> {})
                    .nll();
        }
    }
}
