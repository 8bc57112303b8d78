package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A policy that skips rows of `up`, and in `down` what these rows would have fed, from its source to its loss.
class SkipRowsPolicyTest {

    private static final String POLICY = """

            policy cats50 for Tiny {
              default { dense; }
              select layer[*].{up,down} { rsparse; sparsity 0%; phase all; }
              select layer[*].up        { skip rows; sparsity 50%; gamma 1; }
            }
            """;

    /// Shares of the weights of a layer's linears in `up`, and in `up` and `down`.
    private static final double COVERED = 2 * 32 * 32 + 2 * 16 * 32 + 3 * 32 * 44;

    private static final double UP = 32 * 44 / COVERED;

    @TempDir
    static Path folder;

    private static Path model;
    private static Path tokens;

    @BeforeAll
    static void calibrate() throws IOException {
        model = TinyModel.writeDefault(folder);
        Files.writeString(model, Files.readString(model) + POLICY);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32, "--policy", "cats50");
    }

    private static JsonNode eval(String policy) {
        return CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", policy, "--json")
                .json();
    }

    @Test
    void theLockHoldsAThresholdForRowsAndNoneForWhatFollowsThem() throws IOException {
        JsonNode sites = new ObjectMapper()
                .readTree(folder.resolve("tiny.rsplock").toFile())
                .at("/policies/cats50/sites");
        assertThat(sites.size()).isEqualTo(4);
        assertThat(sites.at("/layer[1].up/skip").asText()).isEqualTo("rows");
        assertThat(sites.at("/layer[1].up/gamma").asDouble()).isEqualTo(1);
        assertThat(sites.at("/layer[1].up/threshold").asDouble()).isPositive();
        assertThat(sites.at("/layer[1].down/skip").asText()).isEqualTo("columns");
        assertThat(sites.at("/layer[1].down/threshold").asDouble()).isZero();
    }

    @Test
    void halfOfTheRowsAndOfTheColumnsBehindThemAreKept() {
        JsonNode object = eval("cats50");
        assertThat(object.get("nominalKeptBytes").asDouble()).isCloseTo(1 - UP / 2, within(1e-12));
        assertThat(object.get("keptBytes").asDouble()).isCloseTo(1 - UP, within(0.01));
    }

    @Test
    void theLossIsThatOfAnotherModelAndNearTheDenseOne() {
        double dense = eval("dense").get("nll").asDouble();
        double thinned = eval("cats50").get("nll").asDouble();
        assertThat(thinned).isNotEqualTo(dense).isCloseTo(dense, within(0.1));
    }

    @Test
    void runsThePolicyTokenByToken() {
        JsonNode object = CommandRun.ok(
                        "run", model, "--policy", "cats50", "--prompt-ids", "0,5,9", "--tokens", 20, "--json")
                .json();
        assertThat(object.get("keptBytes").asDouble()).isCloseTo(1 - UP, within(0.05));
    }
}
