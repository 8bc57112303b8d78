package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When `eval` answers from the file beside the source, and when it must not.
class KeptResultTest {

    @TempDir
    Path folder;

    private Path model;
    private Path tokens;
    private Path calibration;
    private Path results;

    @BeforeEach
    void calibrate() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("valid.u16"), 64, 2);
        calibration = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 64, 1);
        results = folder.resolve("tiny.rspresults");
        CommandRun.ok("calibrate", model, "--tokens", calibration, "--window", 32);
    }

    private JsonNode eval(Object... more) {
        return CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--json", "--no-dense", more)
                .json();
    }

    private boolean isKept(Object... more) {
        return eval(more).get("keptResult").asBoolean();
    }

    @Test
    void sameEvaluationIsAnsweredFromTheFile() {
        ObjectNode first = (ObjectNode) eval();
        ObjectNode second = (ObjectNode) eval();
        assertThat(first.remove("keptResult").asBoolean()).isFalse();
        assertThat(second.remove("keptResult").asBoolean()).isTrue();
        assertThat(second).isEqualTo(first);
    }

    @Test
    void textSaysSo() {
        eval();
        assertThat(CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--no-dense")
                        .out())
                .startsWith("policy      half, phase decode (kept result)\n");
    }

    @Test
    void denseResultServesEveryPolicy() {
        eval("--policy", "dense", "--phase", "all");
        Object[] run = {"eval", model, "--tokens", tokens, "--window", 32, "--policy", "half", "--phase", "all"};
        assertThat(CommandRun.ok(run).err()).doesNotContain("dense");
    }

    @Test
    void freshMeasuresAgain() {
        eval();
        assertThat(isKept("--fresh")).isFalse();
    }

    @Test
    void threadsAndTheNameOfTheTextDoNotMatter() throws IOException {
        eval("--threads", 1);
        Path copy = Files.copy(tokens, folder.resolve("copy.u16"));
        assertThat(CommandRun.ok(
                                "eval", model, "--tokens", copy, "--window", 32, "--json", "--no-dense", "--threads", 2)
                        .json()
                        .get("keptResult")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anythingElseThatMattersMeasuresAgain() {
        eval();
        assertThat(isKept("--phase", "all")).isFalse();
        assertThat(isKept("--prompt-tokens", 5)).isFalse();
        assertThat(isKept("--limit", 32)).isFalse();
        assertThat(isKept("--policy", "ranked")).isFalse();
        assertThat(isKept("--weights", "f32")).isFalse();
        TinyModel.writeRandomTokens(tokens, 64, 3);
        assertThat(isKept()).isFalse();
    }

    @Test
    void otherThresholdsMeasureAgain() {
        eval();
        TinyModel.writeRandomTokens(calibration, 64, 4);
        CommandRun.ok("calibrate", model, "--tokens", calibration, "--window", 32);
        assertThat(isKept()).isFalse();
    }

    @Test
    void otherWeightsMeasureAgain() throws IOException {
        eval("--policy", "dense");
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        assertThat(isKept("--policy", "dense")).isFalse();
    }

    @Test
    void damagedFileIsOverwritten() throws IOException {
        for (String damage : new String[] {"", "{", "null", "[]", "{\"format\":2,\"results\":{}}", "{\"format\":1}"}) {
            Files.writeString(results, damage);
            assertThat(isKept()).isFalse();
            assertThat(isKept()).isTrue();
        }
    }

    @Test
    void resultWithoutItsFieldsIsNoResult() throws IOException {
        eval();
        Files.writeString(results, Files.readString(results).replace("\"policy\"", "\"polity\""));
        assertThat(isKept()).isFalse();
    }

    @Test
    void fileThatCannotBeWrittenStopsNothing() throws IOException {
        Files.createDirectory(results);
        CommandRun run = CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--no-dense");
        assertThat(run.errIn(folder))
                .endsWith("rsparsec: the result could not be kept for the next time: DIR/tiny.rspresults:"
                        + " is a directory; name a file inside it\n");
    }

    @Test
    void fileIsSorted() throws IOException {
        eval("--policy", "ranked");
        eval("--policy", "dense");
        assertThat(Files.readString(results).lines().filter(line -> line.startsWith("    \"sha256:")))
                .hasSize(2)
                .isSorted();
    }
}
