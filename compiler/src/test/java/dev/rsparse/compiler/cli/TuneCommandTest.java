package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a search finds stands in the lock, and every other command runs by it.
class TuneCommandTest {

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path lock;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        lock = folder.resolve("tiny.rsplock");
    }

    private void policy(String statements) throws IOException {
        Files.writeString(model, Files.readString(model) + """
                policy tuned for Tiny {
                  default { dense; }
                  select op(linear) in layer[*] { rsparse; sparsity 40%%; score column_norm; phase all; }
                  %s
                }
                """.formatted(statements));
    }

    private CommandRun tune(Object... more) {
        return CommandRun.of("tune", model, "--policy", "tuned", "--tokens", tokens, "--window", 32, more);
    }

    private double keptBytes() {
        return CommandRun.ok(
                        "eval",
                        model,
                        "--policy",
                        "tuned",
                        "--tokens",
                        tokens,
                        "--window",
                        32,
                        "--phase",
                        "all",
                        "--json")
                .json()
                .get("keptBytes")
                .asDouble();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allocate", "uniform", "teal", "wina"})
    void whatASearchFindsKeepsTheBudgetWhenItRuns(String search) throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 40% by " + search + "; }");
        JsonNode found = tune("--json").json();
        assertThat(found.get("search").asText()).isEqualTo(search);
        assertThat(found.get("nominalKeptBytes").asDouble()).isBetween(0.55, 0.6 + 1e-6);
        assertThat(keptBytes()).isCloseTo(0.6, within(0.06));
    }

    @Test
    void linearsThatShareAMaskAreDecidedTogether() throws IOException {
        policy("first dense; select layer[*].{q,k,v,gate,up} { mask shared; }"
                + " tune layer[*].* { search sparsity in 0%..90%, skip in {columns} budget mean 40%; }");
        CommandRun run = tune();
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(keptBytes()).isCloseTo(0.6, within(0.06));
        JsonNode sites = new ObjectMapper().readTree(lock.toFile()).at("/policies/tuned/sites");
        assertThat(sites.at("/layer[0].q/stack")).hasSize(3);
        assertThat(sites.get("layer[0].q")).isEqualTo(sites.get("layer[0].v"));
        assertThat(sites.get("layer[1].gate")).isEqualTo(sites.get("layer[1].up"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"teal", "wina", "cats", "evolve"})
    void aSearchNamedOnTheCommandLineIsUsedInPlaceOfThePolicys(String search) throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 20%; }");
        JsonNode found =
                tune("--search", search, "--search-windows", 2, "--json").json();
        assertThat(found.get("search").asText()).isEqualTo(search);
        assertThat(keptBytes()).isCloseTo(0.8, within(0.06));
    }

    @Test
    void rotatesWhereThePolicySaysSo() throws IOException {
        policy("rotate residual; tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        assertThat(tune().status()).isZero();
        assertThat(folder.resolve("tiny.rsptensors")).exists();
        assertThat(keptBytes()).isCloseTo(0.6, within(0.06));
    }

    @Test
    void theSameSeedGivesTheSameLock() throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        tune();
        byte[] first = Files.readAllBytes(lock);
        tune();
        assertThat(Files.readAllBytes(lock)).isEqualTo(first);
    }

    @Test
    void calibratingAnewKeepsWhatWasFound() throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        tune();
        String sparsities = Files.readString(lock).replaceAll("(?m)^.*\"threshold\".*$", "");
        CommandRun.ok("calibrate", model, "--policy", "tuned", "--tokens", tokens, "--window", 32);
        assertThat(Files.readString(lock).lines().filter(line -> line.contains("\"sparsity\"")))
                .containsExactlyElementsOf(sparsities
                        .lines()
                        .filter(line -> line.contains("\"sparsity\""))
                        .toList());
    }

    @Test
    void calibratingAnewOnTheSameTextGivesTheSameLock() throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        tune("--samples", 10);
        byte[] first = Files.readAllBytes(lock);
        CommandRun.ok("calibrate", model, "--policy", "tuned", "--tokens", tokens, "--window", 32, "--samples", 10);
        assertThat(Files.readAllBytes(lock)).isEqualTo(first);
    }

    @Test
    void calibratingSaysWhichPlanNoLongerFits() throws IOException {
        String untuned = Files.readString(model);
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        tune();
        Files.writeString(model, untuned);
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 30%; }");
        CommandRun run = CommandRun.of("calibrate", model, "--policy", "tuned", "--tokens", tokens, "--window", 32);
        assertThat(run.status()).isZero();
        assertThat(run.err())
                .contains("what a search found for policy 'tuned' is left out")
                .contains("rsparsec tune");
    }

    @Test
    void whatWasFoundCannotBeMeasuredInParts() throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90%, skip in {columns} budget mean 40%; }");
        tune();
        CommandRun run = CommandRun.of(
                "calibrate", model, "--policy", "tuned", "--tokens", tokens, "--window", 32, "--shard", "1/2");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("'tuned' cannot be measured in parts").contains("layer by layer");
    }

    @Test
    void aBudgetOutOfReachLeavesTheLockAsItWas() throws IOException {
        policy("tune layer[*].* { search sparsity in 0%..90% budget mean 80% by cats; }");
        Files.writeString(lock, "");
        Files.delete(lock);
        CommandRun run = tune();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("of the bytes are kept").contains("raise the budget");
        assertThat(lock).doesNotExist();
    }

    @Test
    void aPolicyWithoutATuneBlockIsRefused() {
        CommandRun run = CommandRun.of("tune", model, "--policy", "half", "--tokens", tokens, "--window", 32);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("asks for no search").contains("add a tune block");
    }

    @Test
    void readsTheTextThatThePolicyNames() throws IOException {
        policy("calibrate from \"calib.u16\" samples 10 tokens 32;"
                + " tune layer[*].* { search sparsity in 0%..90% budget mean 40%; }");
        CommandRun.ok("tune", model, "--policy", "tuned");
        byte[] named = Files.readAllBytes(lock);
        CommandRun.ok("calibrate", model, "--policy", "tuned");
        Files.delete(lock);
        assertThat(tune("--samples", 10).status()).isZero();
        assertThat(Files.readAllBytes(lock)).isEqualTo(named);
    }

    @Test
    void withoutAnyTextItSaysWhereToNameOne() {
        CommandRun run = CommandRun.of("calibrate", model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("calibrate from");
    }

    @Test
    void aTuneBlockMustReachEveryThinnedLinear() throws IOException {
        policy("tune layer[*].{q,k,v} { search sparsity in 0%..90% budget mean 40%; }");
        CommandRun run = tune();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("layer[0].down, which its search does not reach");
    }
}
