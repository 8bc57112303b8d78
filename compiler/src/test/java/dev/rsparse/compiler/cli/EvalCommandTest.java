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
        return CommandRun.ok("eval", model, "--tokens", tokens, "--window", 32, "--json", "--fresh", more)
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
                        Map.entry("scored", JsonNodeType.NUMBER),
                        Map.entry("nll", JsonNodeType.NUMBER),
                        Map.entry("perplexity", JsonNodeType.NUMBER),
                        Map.entry("keptBytes", JsonNodeType.NUMBER),
                        Map.entry("nominalKeptBytes", JsonNodeType.NUMBER),
                        Map.entry("bytesPerToken", JsonNodeType.OBJECT),
                        Map.entry("density", JsonNodeType.OBJECT),
                        Map.entry("tokensPerSecond", JsonNodeType.NUMBER),
                        Map.entry("keptResult", JsonNodeType.BOOLEAN));
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

    @Test
    void denseModelIsMeasuredBesideAPolicy() {
        JsonNode object = eval("--policy", "half", "--phase", "all");
        JsonNode dense = eval("--policy", "dense");
        assertThat(object.get("denseNll")).isEqualTo(dense.get("nll"));
        assertThat(object.get("densePerplexity")).isEqualTo(dense.get("perplexity"));
        assertThat(object.get("dNLL").asDouble())
                .isEqualTo(object.get("nll").asDouble() - dense.get("nll").asDouble());
    }

    @Test
    void denseModelIsMeasuredInThePhaseOfThePolicy() {
        assertThat(eval("--policy", "half").get("denseNll"))
                .isEqualTo(eval("--policy", "dense", "--phase", "decode").get("nll"));
    }

    @Test
    void denseModelCanBeLeftOut() {
        assertThat(eval("--policy", "half", "--no-dense").has("denseNll")).isFalse();
    }

    @Test
    void densitiesMakeUpTheKeptBytesOfAPolicyWithoutFactors() {
        JsonNode object = eval("--policy", "half", "--phase", "all", "--no-dense");
        Map<String, Integer> elements = Map.of(
                "q", 32 * 32, "k", 16 * 32, "v", 16 * 32, "o", 32 * 32, "gate", 44 * 32, "up", 44 * 32, "down",
                32 * 44);
        double kept = 0;
        for (Map.Entry<String, Integer> kind : elements.entrySet()) {
            JsonNode density = object.get("density").get("kinds").get(kind.getKey());
            assertThat(density.get("asked").asDouble()).isEqualTo(0.5);
            kept += density.get("real").asDouble() * kind.getValue();
        }
        assertThat(object.get("density").get("kinds")).hasSize(7);
        assertThat(kept / elements.values().stream().mapToInt(i -> i).sum())
                .isCloseTo(object.get("keptBytes").asDouble(), within(1e-12));
    }

    @Test
    void densityOfAKindIsTheMeanOfItsSites() {
        JsonNode density =
                eval("--policy", "half", "--phase", "all", "--no-dense").get("density");
        double first = density.get("sites").get("layer[0].down").get("real").asDouble();
        double second = density.get("sites").get("layer[1].down").get("real").asDouble();
        assertThat(density.get("kinds").get("down").get("real").asDouble())
                .isCloseTo((first + second) / 2, within(1e-12));
    }

    @Test
    void densityAskedForIsTheChannelsShareOfTheBudget() {
        assertThat(eval("--policy", "ranked", "--no-dense")
                        .get("density")
                        .get("sites")
                        .get("layer[0].q")
                        .get("asked")
                        .asDouble())
                .isEqualTo(0.25);
    }

    @Test
    void denseModelReadsAllItsWeights() {
        int layers = 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 44 * 32);
        int expected = 2 * (layers + 260 * 32 + 32) + 4 * 5 * 32;
        JsonNode bytes = eval("--policy", "dense").get("bytesPerToken");
        assertThat(bytes.get("dense").asInt()).isEqualTo(expected);
        assertThat(bytes.get("sparse").asInt()).isEqualTo(expected);
        assertThat(bytes.get("ratio").asDouble()).isEqualTo(1);
    }

    @Test
    void bytesReadFollowTheDensitiesAndTheFormat() {
        JsonNode object = eval("--policy", "half", "--phase", "all", "--no-dense", "--weights", "f32");
        int layers = 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 44 * 32);
        double[] channels = {0};
        object.get("density").get("sites").properties().forEach(site -> {
            int in = site.getKey().endsWith("down") ? 44 : 32;
            channels[0] += in * site.getValue().get("real").asDouble();
        });
        double expected = 4 * layers * object.get("keptBytes").asDouble()
                + 4 * (260 * 32 + 32)
                + 4 * 5 * 32
                + 4 * channels[0]
                + 4 * 14;
        assertThat(object.get("bytesPerToken").get("sparse").asDouble()).isCloseTo(expected, within(0.5));
    }
}
