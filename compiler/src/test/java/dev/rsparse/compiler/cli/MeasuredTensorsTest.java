package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What calibration measures for a policy besides its thresholds, and what a user reads who lost it.
class MeasuredTensorsTest {

    private static final String POLICIES = """

            policy turned for Tiny {
              rotate residual;
              default { dense; }
              select op(linear) in layer[*] { rsparse; sparsity 50%; phase all; }
              select layer[*].down { sparsity 0%; }
              select layer[*].up { skip rows; gamma 1; }
            }

            policy cats for Tiny {
              default { dense; }
              select layer[*].{up,down} { rsparse; sparsity 0%; phase all; }
              select layer[*].up { skip rows; sparsity 50%; gamma 1; }
            }
            """;

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path lock;
    private Path tensors;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.writeDefault(folder);
        Files.writeString(model, POLICIES, StandardOpenOption.APPEND);
        tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        lock = folder.resolve("tiny.rsplock");
        tensors = folder.resolve("tiny.rsptensors");
    }

    private CommandRun calibrate(Object... more) {
        return CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32, more);
    }

    private JsonNode eval(String policy, Object... more) {
        return CommandRun.ok(
                        "eval",
                        model,
                        "--tokens",
                        tokens,
                        "--window",
                        32,
                        "--json",
                        "--no-dense",
                        "--policy",
                        policy,
                        more)
                .json();
    }

    private JsonNode locked(String policy) throws IOException {
        return new ObjectMapper().readTree(lock.toFile()).get("policies").get(policy);
    }

    private String refused() {
        return CommandRun.failure(folder, "run", model, "--policy", "turned", "--prompt-ids", "0,1", "--tokens", 1);
    }

    @Test
    void theLockNamesTheTensorsOfThePoliciesThatHaveThem() throws IOException {
        calibrate();
        assertThat(tensors).exists();
        assertThat(locked("turned").get("tensors").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(locked("cats").get("tensors").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(locked("half").get("tensors").asText()).isEmpty();
    }

    @Test
    void policiesWithoutNeedNoFile() {
        calibrate("--policy", "half", "--policy", "ranked");
        assertThat(tensors).doesNotExist();
    }

    @Test
    void measuringPoliciesOneByOneGivesTheSameFiles() throws IOException {
        calibrate();
        byte[] together = Files.readAllBytes(lock);
        byte[] tensorsTogether = Files.readAllBytes(tensors);
        Files.delete(lock);
        Files.delete(tensors);
        for (String policy : new String[] {"cats", "turned", "ranked", "half", "cats"}) {
            calibrate("--policy", policy);
        }
        assertThat(lock).hasBinaryContent(together);
        assertThat(tensors).hasBinaryContent(tensorsTogether);
    }

    @Test
    void aSampledTextGivesTheSameFilesAgain() throws IOException {
        Object[] self = {"calibrate", model, "--self", 3, "--window", 16, "--policy", "turned"};
        CommandRun.ok(self);
        byte[] first = Files.readAllBytes(lock);
        byte[] firstTensors = Files.readAllBytes(tensors);
        CommandRun.ok(self);
        assertThat(lock).hasBinaryContent(first);
        assertThat(tensors).hasBinaryContent(firstTensors);
        assertThat(locked("turned").at("/calibration/data").asText()).isEqualTo("self");
    }

    @Test
    void halfOfTheRowsAreKeptByTheirMeasuredScales() {
        calibrate();
        assertThat(eval("cats").at("/density/sites/layer[0].up/real").asDouble())
                .isCloseTo(0.5, within(0.01));
        assertThat(eval("turned").at("/density/sites/layer[0].up/real").asDouble())
                .isCloseTo(0.5, within(0.05));
    }

    @Test
    void otherTensorsMeasureAnEvaluationAgain() {
        calibrate();
        eval("cats");
        assertThat(eval("cats").get("keptResult").asBoolean()).isTrue();
        calibrate("--samples", 5);
        assertThat(eval("cats").get("keptResult").asBoolean()).isFalse();
    }

    @Test
    void saysWhatToDoWithoutTheFile() throws IOException {
        calibrate();
        Files.delete(tensors);
        assertThat(refused()).isEqualTo("""
                DIR/tiny.rsptensors: error E0508: is missing: it holds what was measured for policy 'turned' beside the lock
                 help: restore it from version control together with the lock, or measure again with rsparsec calibrate DIR/tiny.rsp
                => 1
                """);
        CommandRun.ok("run", model, "--policy", "half", "--prompt-ids", "0,1", "--tokens", 1);
    }

    @Test
    void refusesTheTensorsOfAnotherLock() throws IOException {
        calibrate("--samples", 5);
        byte[] others = Files.readAllBytes(tensors);
        calibrate();
        Files.write(tensors, others);
        assertThat(refused().replaceAll("[0-9a-f]{16}", "KEY")).isEqualTo("""
                DIR/tiny.rsptensors: error E0508: holds another measurement of policy 'turned' than the lock: \
                expected KEY, found KEY
                 help: restore it from version control together with the lock, or measure again with rsparsec calibrate DIR/tiny.rsp
                => 1
                """);
    }

    private String shard(String policy) {
        return CommandRun.failure(
                folder, "calibrate", model, "--tokens", tokens, "--window", 32, "--shard", "1/2", "--policy", policy);
    }

    @Test
    void partsCannotHaveThem() {
        assertThat(shard("cats")).isEqualTo("""
                DIR/tiny.rsp: error E0509: policy 'cats' cannot be measured in parts: \
                what its rows are scored by comes from the whole text
                 help: calibrate it without --shard; name the other policies with --policy
                => 1
                """);
        assertThat(shard("turned"))
                .startsWith(
                        "DIR/tiny.rsp: error E0509: policy 'turned' cannot be measured in parts: its basis comes from"
                                + " the whole text\n");
        calibrate("--policy", "half", "--shard", "1/2");
    }
}
