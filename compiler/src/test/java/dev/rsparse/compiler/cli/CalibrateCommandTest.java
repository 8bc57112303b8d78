package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {

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

    private CommandRun calibrate(Object... more) {
        return CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32, more);
    }

    @Test
    void writesTheSameLockAgain() throws IOException {
        calibrate();
        byte[] first = Files.readAllBytes(lock);
        calibrate();
        assertThat(Files.readAllBytes(lock)).isEqualTo(first);
    }

    @Test
    void writesTheSameLockFromNothing() throws IOException {
        calibrate();
        byte[] first = Files.readAllBytes(lock);
        Files.delete(lock);
        calibrate();
        assertThat(Files.readAllBytes(lock)).isEqualTo(first);
    }

    @Test
    void measuringPoliciesOneByOneGivesTheSameLock() throws IOException {
        calibrate();
        byte[] together = Files.readAllBytes(lock);
        Files.delete(lock);
        calibrate("--policy", "ranked");
        calibrate("--policy", "half");
        assertThat(Files.readAllBytes(lock)).isEqualTo(together);
    }

    @Test
    void printsOneJsonObject() {
        JsonNode object = calibrate("--json").json();
        assertThat(object.get("lock").asText()).isEqualTo(lock.toString());
        assertThat(object.get("policies").toString()).isEqualTo("[\"half\",\"ranked\"]");
        assertThat(object.get("windows").asInt()).isEqualTo(10);
    }

    @Test
    void beginTokensDoNotCount() throws IOException {
        int begins = 0;
        byte[] bytes = Files.readAllBytes(tokens);
        for (int i = 0; i < bytes.length; i += 2) {
            begins += bytes[i] == 0 && bytes[i + 1] == 0 ? 1 : 0;
        }
        assertThat(calibrate("--json").json().get("tokens").asInt()).isEqualTo(320 - begins);
    }

    @Test
    void samplesLimitTheWindows() {
        assertThat(calibrate("--json", "--samples", 3).json().get("windows").asInt())
                .isEqualTo(3);
    }

    @Test
    void factorsAreComputedOnce() {
        calibrate();
        Object[] run = {"run", model, "--policy", "ranked", "--prompt-ids", "0,5", "--tokens", 1};
        assertThat(CommandRun.ok(run).err()).startsWith("rsparsec: computing low-rank factors of 14 linears (");
        assertThat(CommandRun.ok(run).err()).isEqualTo("rsparsec: compiling Tiny under policy ranked\n");
    }

    @Test
    void refusesToMeasureAPolicyThatThinsNothing() {
        assertThat(CommandRun.failure(folder, "calibrate", model, "--tokens", tokens, "--policy", "dense"))
                .startsWith("there is nothing to measure: no policy chosen thins a linear\n")
                .endsWith("=> 2\n");
    }

    @Test
    void factorsFromTheCacheGiveTheSameTokens() {
        calibrate();
        Object[] run = {"run", model, "--policy", "ranked", "--prompt-ids", "0,5", "--tokens", 20, "--json"};
        JsonNode computed = CommandRun.ok(run).json();
        assertThat(CommandRun.ok(run).json().get("ids")).isEqualTo(computed.get("ids"));
    }

    @Test
    void damagedFactorsAreComputedAgain() throws IOException {
        calibrate();
        Files.writeString(folder.resolve("tiny.rspfactors"), "damaged");
        assertThat(CommandRun.ok("run", model, "--policy", "ranked", "--prompt-ids", "0,5", "--tokens", 1)
                        .err())
                .startsWith("rsparsec: computing low-rank factors");
    }

    @Test
    void sampledTextIsNamedWithItsSeed() throws IOException {
        CommandRun.ok("calibrate", model, "--self", 2, "--window", 16, "--seed", 7);
        assertThat(Files.readString(lock)).contains("""
                      "calibration": {
                        "data": "self",
                """).contains("""
                        "seed": 7,
                        "tokens": 30,
                        "windowLength": 16,
                        "windows": 2
                """);
    }

    @Test
    void sampledTextIsTheSameForTheSameSeed() throws IOException {
        CommandRun.ok("calibrate", model, "--self", 2, "--window", 16);
        byte[] first = Files.readAllBytes(lock);
        CommandRun.ok("calibrate", model, "--self", 2, "--window", 16, "--seed", 0);
        assertThat(Files.readAllBytes(lock)).isEqualTo(first);
        CommandRun.ok("calibrate", model, "--self", 2, "--window", 16, "--seed", 1);
        assertThat(Files.readAllBytes(lock)).isNotEqualTo(first);
    }

    @Test
    void lockOfASampledTextCanBeUsed() {
        CommandRun.ok("calibrate", model, "--self", 4, "--window", 16);
        CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--policy", "half");
    }
}
