package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.rsparse.compiler.project.TinyModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    private static CommandRun dense(Object... more) {
        return CommandRun.ok("run", model, "--policy", "dense", more);
    }

    private static Map<String, JsonNodeType> types(JsonNode object) {
        Map<String, JsonNodeType> types = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> types.put(entry.getKey(), entry.getValue().getNodeType()));
        return types;
    }

    @Test
    void printsOneJsonObjectWithTheseKeysAndTypes() {
        JsonNode object = dense("--prompt", "abc", "--tokens", 4, "--json").json();
        assertThat(types(object))
                .containsExactly(
                        Map.entry("policy", JsonNodeType.STRING),
                        Map.entry("promptIds", JsonNodeType.ARRAY),
                        Map.entry("ids", JsonNodeType.ARRAY),
                        Map.entry("text", JsonNodeType.STRING),
                        Map.entry("promptTokensPerSecond", JsonNodeType.NUMBER),
                        Map.entry("decodeTokensPerSecond", JsonNodeType.NUMBER),
                        Map.entry("keptBytes", JsonNodeType.NUMBER),
                        Map.entry("nominalKeptBytes", JsonNodeType.NUMBER));
    }

    @Test
    void densePolicyNeedsNoLock() {
        JsonNode object = dense("--prompt", "abc", "--tokens", 1, "--json").json();
        assertThat(object.get("policy").asText()).isEqualTo("dense");
    }

    @Test
    void densePolicyKeepsEverything() {
        JsonNode object = dense("--prompt", "abc", "--tokens", 4, "--json").json();
        assertThat(object.get("keptBytes").asDouble()).isEqualTo(1);
    }

    @Test
    void promptStartsWithTheBeginToken() {
        JsonNode object = dense("--prompt", "abc", "--tokens", 1, "--json").json();
        assertThat(object.get("promptIds").toString()).isEqualTo("[0,99,100,101]");
    }

    @Test
    void promptIdsAreTakenAsTheyAre() {
        JsonNode object =
                dense("--prompt-ids", "99,100", "--tokens", 1, "--json").json();
        assertThat(object.get("promptIds").toString()).isEqualTo("[99,100]");
    }

    @Test
    void textIsThatOfTheIds() {
        JsonNode object =
                dense("--prompt-ids", "0", "--tokens", 8, "--seed", 3, "--json").json();
        byte[] bytes = new byte[object.get("ids").size()];
        int length = 0;
        for (JsonNode id : object.get("ids")) {
            if (id.asInt() >= 2 && id.asInt() < 258) {
                bytes[length++] = (byte) (id.asInt() - 2);
            }
        }
        assertThat(object.get("text").asText()).isEqualTo(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    @Test
    void sameSeedGivesTheSameText() {
        JsonNode first =
                dense("--prompt", "a", "--tokens", 12, "--seed", 7, "--json").json();
        JsonNode second =
                dense("--prompt", "a", "--tokens", 12, "--seed", 7, "--json").json();
        assertThat(second.get("ids")).isEqualTo(first.get("ids"));
    }

    @Test
    void anotherSeedGivesAnotherText() {
        JsonNode first =
                dense("--prompt", "a", "--tokens", 12, "--seed", 7, "--json").json();
        JsonNode second =
                dense("--prompt", "a", "--tokens", 12, "--seed", 8, "--json").json();
        assertThat(second.get("ids")).isNotEqualTo(first.get("ids"));
    }

    @Test
    void temperatureZeroDoesNotDependOnTheSeed() {
        JsonNode first = dense("--prompt", "a", "--tokens", 12, "--seed", 7, "--temperature", 0, "--json")
                .json();
        JsonNode second = dense("--prompt", "a", "--tokens", 12, "--seed", 8, "--temperature", 0, "--json")
                .json();
        assertThat(second.get("ids")).isEqualTo(first.get("ids"));
    }

    @Test
    void writesAtMostTheTokensAskedFor() {
        assertThat(dense("--prompt", "a", "--tokens", 5, "--json").json().get("ids"))
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void stopsWhereTheModelHasNoMoreRoom() {
        assertThat(dense("--prompt", "abc", "--tokens", 1000, "--json").json().get("ids"))
                .hasSizeLessThanOrEqualTo(TinyModel.POSITIONS - 4);
    }

    @Test
    void logitsHaveARowForEveryPromptToken() {
        Path file = folder.resolve("logits.npy");
        dense("--prompt", "abc", "--tokens", 0, "--logits", file);
        assertThat(Npy.read(file).shape()).containsExactly(4, 260);
    }

    @Test
    void likeliestTokenOfTheLastRowComesFirst() {
        Path file = folder.resolve("first.npy");
        JsonNode object = dense("--prompt", "abc", "--tokens", 1, "--temperature", 0, "--logits", file, "--json")
                .json();
        float[] row = Npy.read(file).row(3);
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        assertThat(object.get("ids").get(0).asInt()).isEqualTo(best);
    }

    @Test
    void printsPromptTextAndSummaryWithoutJson() {
        assertThat(dense("--prompt", "abc", "--tokens", 3).out())
                .startsWith("abc")
                .containsPattern("prompt +4 tokens, [0-9]+ tokens/s")
                .containsPattern("policy +dense")
                .containsPattern("kept bytes +100\\.0 % .*\\(100\\.0 % asked\\)");
    }
}
