package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `rsparsec check`, and what else speaks of mistakes as JSON or in colour.
class CheckCommandTest {

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
    }

    private void replace(String text, String by) throws IOException {
        String source = Files.readString(model);
        assertThat(source).contains(text);
        Files.writeString(model, source.replace(text, by));
    }

    @Test
    void findsNothingInAGoodFile() {
        CommandRun run = CommandRun.ok("check", model);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("rsparsec: 1 file checked: nothing found\n");
    }

    @Test
    void printsTheMistakesOfAllFiles() throws IOException {
        replace("linear(h, q)", "linear(g, q)");
        Path missing = folder.resolve("missing.rsp");
        assertThat(CommandRun.failure(folder, "check", model, missing)).isEqualTo("""
                DIR/tiny.rsp:22:33: error E0101: unknown name 'g'
                 22 |       a = attention(rope(linear(g, q)), rope(linear(h, k)), linear(h, v), heads = H, kv_heads = KV) @cache;
                    |                                 ^ not known here
                DIR/missing.rsp: error E0601: does not exist
                 help: check the path and its permissions
                rsparsec: 2 files checked: 2 errors, 0 warnings
                => 1
                """);
        assertThat(CommandRun.of("check", missing).status()).isEqualTo(3);
    }

    @Test
    void acceptsAFileThatHasWarningsAlone() throws IOException {
        replace("dim T;", "dim T; param Unused = 3;");
        CommandRun run = CommandRun.ok("check", model);
        assertThat(run.err()).contains("warning W0001").endsWith("1 file checked: 0 errors, 1 warning\n");
    }

    @Test
    void doesNotAskForTheCheckpointOfTextThatDoesNotParse() throws IOException {
        Files.delete(folder.resolve("config.json"));
        replace("dim T;", "dim T");
        assertThat(CommandRun.of("check", model).err())
                .contains("E0001")
                .doesNotContain("E0601")
                .contains(": 1 error, ");
    }

    /// A header is enough: the file is as long as the header says, and no disk holds what follows.
    @Test
    void readsNoWeights() throws IOException {
        Path weights = folder.resolve("model.safetensors");
        long size = Files.size(weights);
        byte[] whole = Files.readAllBytes(weights);
        int header = 8 + (int) Long.reverseBytes(java.nio.ByteBuffer.wrap(whole).getLong());
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.setLength(header);
            file.setLength(size);
        }
        CommandRun.ok("check", model);
    }

    @Test
    void printsOneJsonObjectWithPlacesAndSuggestions() throws IOException {
        replace("rmsnorm(x, n1", "rmsnrm(x, n1");
        CommandRun run = CommandRun.of("check", model, "--json");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        JsonNode json = run.json();
        assertThat(json.get("errors").asInt()).isEqualTo(1);
        JsonNode found = json.get("diagnostics").get(0);
        assertThat(found.get("code").asText()).isEqualTo("E0101");
        assertThat(found.get("severity").asText()).isEqualTo("error");
        assertThat(found.get("file").asText()).isEqualTo(model.toString());
        assertThat(found.get("range").toString())
                .isEqualTo("{\"start\":{\"line\":21,\"column\":11},\"end\":{\"line\":21,\"column\":17}}");
        assertThat(found.get("message").asText()).isEqualTo("unknown operation 'rmsnrm'");
        assertThat(found.get("label").asText()).isEqualTo("not an operation");
        assertThat(found.get("help").asText()).isEqualTo("did you mean 'rmsnorm'?");
        assertThat(found.get("suggestions").get(0).get("replacement").asText()).isEqualTo("rmsnorm");
        assertThat(found.get("suggestions").get(0).get("range")).isEqualTo(found.get("range"));
    }

    @Test
    void compilingAndRunningPrintTheSameObject() throws IOException {
        replace("linear(h, q)", "linear(g, q)");
        String checked = CommandRun.of("check", model, "--json").out();
        CommandRun compiled = CommandRun.of(model, "-o", folder.resolve("Model.java"), "--json");
        assertThat(compiled.status()).isEqualTo(1);
        assertThat(compiled.out()).isEqualTo(checked);
        assertThat(compiled.err()).contains("E0101");
        assertThat(CommandRun.of("run", model, "--prompt-ids", "0", "--json").out())
                .isEqualTo(checked);
    }

    @Test
    void compilingTellsWhatItWroteAsJson() {
        Path output = folder.resolve("Model.java");
        JsonNode json = CommandRun.ok(model, "-o", output, "--policy", "dense", "--json")
                .json();
        assertThat(json.get("output").asText()).isEqualTo(output.toString());
        assertThat(json.get("policy").asText()).isEqualTo("dense");
        assertThat(json.get("errors").asInt()).isZero();
    }

    @Test
    void coloursWhenAskedTo() throws IOException {
        replace("linear(h, q)", "linear(g, q)");
        assertThat(CommandRun.of("check", model, "--color", "always").err()).contains("\u001b[1;31merror E0101");
        assertThat(CommandRun.of("check", model, "--color=never").err()).doesNotContain("\u001b");
        assertThat(CommandRun.of("run", model, "--color=always", "--prompt-ids", "0")
                        .err())
                .contains("\u001b[1;31merror E0101");
        assertThat(CommandRun.of("check", model, "--color", "sometimes").status())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1, false", "NO_COLOR, '', true", "TERM, dumb, false", "TERM, xterm, true"})
    void theEnvironmentCanForbidColour(String name, String value, boolean wanted) {
        assertThat(Colour.wanted(Map.of(name, value))).isEqualTo(wanted);
    }
}
