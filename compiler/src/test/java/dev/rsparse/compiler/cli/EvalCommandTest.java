package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path tokens;

    @BeforeAll
    static void calibrate() {
        model = TinyModel.writeDefault(folder);
        tokens = TinyModel.writeRandomTokens(folder.resolve("valid.u16"), 330, 2);
        Path calibration = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", calibration, "--window", 32);
    }

    private static JsonNode eval(Object... more) {
        return CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--json", more)
                .json();
    }

    @Test
    void printsOneJsonObjectWithTheseKeysAndTypes() {
        Map<String, JsonNodeType> types = new LinkedHashMap<>();
        eval("--policy", "dense")
                .properties()
                .forEach(entry -> types.put(entry.getKey(), entry.getValue().getNodeType()));
        assertThat(types)
                .containsExactly(
                        Map.entry("policy", JsonNodeType.STRING),
                        Map.entry("phase", JsonNodeType.STRING),
                        Map.entry("tokens", JsonNodeType.NUMBER),
                        Map.entry("nll", JsonNodeType.NUMBER),
                        Map.entry("perplexity", JsonNodeType.NUMBER),
                        Map.entry("keptBytes", JsonNodeType.NUMBER),
                        Map.entry("nominalKeptBytes", JsonNodeType.NUMBER),
                        Map.entry("tokensPerSecond", JsonNodeType.NUMBER));
    }

    @Test
    void perplexityIsTheExponentialOfTheLoss() {
        JsonNode object = eval("--policy", "dense");
        assertThat(object.get("perplexity").asDouble())
                .isEqualTo(Math.exp(object.get("nll").asDouble()));
    }

    @Test
    void readsWholeWindowsAlone() {
        assertThat(eval("--policy", "dense").get("tokens").asInt()).isEqualTo(320);
    }

    @Test
    void limitCountsTokens() {
        assertThat(eval("--policy", "dense", "--limit", 100).get("tokens").asInt())
                .isEqualTo(96);
    }

    @Test
    void windowsAreSequencesOfTheirOwn() {
        double first = eval("--policy", "dense", "--limit", 32).get("nll").asDouble();
        double both = eval("--policy", "dense", "--limit", 64).get("nll").asDouble();
        Path rest = TinyModel.writeTokens(folder.resolve("rest.u16"), ids(32, 64));
        double second = CommandRun.ok("eval", model, "--tokens", rest, "--window", 32, "--policy", "dense", "--json")
                .json()
                .get("nll")
                .asDouble();
        assertThat(both).isCloseTo((first + second) / 2, within(1e-12));
    }

    private static int[] ids(int from, int to) {
        try {
            byte[] bytes = Files.readAllBytes(tokens);
            int[] ids = new int[to - from];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = Byte.toUnsignedInt(bytes[2 * (from + i)]) | Byte.toUnsignedInt(bytes[2 * (from + i) + 1]) << 8;
            }
            return ids;
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    @Test
    void textIsReadThroughTheTokenizerWithoutABeginToken() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "abcdefgh");
        Path same = TinyModel.writeTokens(folder.resolve("text.u16"), 99, 100, 101, 102, 103, 104, 105, 106);
        JsonNode fromText = CommandRun.ok("eval", model, "--text", text, "--window", 8, "--policy", "dense", "--json")
                .json();
        JsonNode fromIds = CommandRun.ok("eval", model, "--tokens", same, "--window", 8, "--policy", "dense", "--json")
                .json();
        assertThat(fromText.get("nll")).isEqualTo(fromIds.get("nll"));
    }

    @Test
    void resultDoesNotDependOnThreads() {
        JsonNode one = eval("--policy", "half", "--phase", "all", "--threads", 1);
        JsonNode three = eval("--policy", "half", "--phase", "all", "--threads", 3);
        assertThat(three.get("nll")).isEqualTo(one.get("nll"));
    }

    @Test
    void keptBytesDoNotDependOnThreads() {
        JsonNode one = eval("--policy", "half", "--phase", "all", "--threads", 1);
        JsonNode three = eval("--policy", "half", "--phase", "all", "--threads", 3);
        assertThat(three.get("keptBytes")).isEqualTo(one.get("keptBytes"));
    }

    @Test
    void phaseIsThePolicysOwnUnlessAskedFor() {
        assertThat(eval("--policy", "half").get("phase").asText()).isEqualTo("decode");
        assertThat(eval("--policy", "ranked").get("phase").asText()).isEqualTo("all");
        assertThat(eval("--policy", "dense").get("phase").asText()).isEqualTo("all");
        assertThat(eval("--policy", "half", "--phase", "all").get("phase").asText())
                .isEqualTo("all");
    }

    @Test
    void phaseDecodeScoresTheTokensBehindThePrompt() {
        double dense = eval("--policy", "dense", "--phase", "decode", "--prompt-tokens", 16)
                .get("nll")
                .asDouble();
        double all = eval("--policy", "dense", "--phase", "all").get("nll").asDouble();
        assertThat(dense).isNotEqualTo(all);
    }

    @Test
    void promptOfOneTokenScoresAsPhaseAllDoesInADenseModel() {
        double decode = eval("--policy", "dense", "--phase", "decode", "--prompt-tokens", 1)
                .get("nll")
                .asDouble();
        double all = eval("--policy", "dense", "--phase", "all").get("nll").asDouble();
        assertThat(decode).isCloseTo(all, within(1e-5));
    }

    @Test
    void halfAWindowIsThePromptUnlessAskedFor() {
        assertThat(eval("--policy", "half", "--phase", "decode").get("nll"))
                .isEqualTo(eval("--policy", "half", "--phase", "decode", "--prompt-tokens", 16)
                        .get("nll"));
    }

    @Test
    void keptBytesAreNearThoseAskedFor() {
        JsonNode object = eval("--policy", "half", "--phase", "all");
        assertThat(object.get("nominalKeptBytes").asDouble()).isEqualTo(0.5);
        assertThat(object.get("keptBytes").asDouble()).isCloseTo(0.5, within(0.05));
    }
}
