package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                source.append(UniformRecipe.policy(name, 100 - 10 * kept, recipe.getValue()));
            }
        }
        Path file = Files.writeString(folder.resolve("quill.rsp"), source);
        SoftAssertions soft = new SoftAssertions();
        try (ModelProject project = ModelProject.open(file, weights)) {
            Optional<Lock> lock = Optional.of(UniformRecipe.measured(project, List.copyOf(oracleNames.keySet())));
            for (Map.Entry<String, String> recipe : oracleNames.entrySet()) {
                String name = recipe.getValue();
                double expected =
                        oracle.get("dense").asDouble() + oracle.get(name).asDouble();
                soft.assertThat(UniformRecipe.loss(project, recipe.getKey(), lock, WINDOWS))
                        .as(name)
                        .isCloseTo(expected, within(name.startsWith("kept 0.3") ? 0.03 : 0.01));
            }
        }
        soft.assertAll();
    }
}
