package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user reads whose weights, configuration or tokenizer are damaged.
class BadCheckpointTest {

    @TempDir
    Path folder;

    private Path model;
    private Path weights;

    @BeforeEach
    void writeModel() {
        model = TinyModel.writeDefault(folder);
        weights = folder.resolve("model.safetensors");
    }

    private String run() {
        return CommandRun.failure(folder, "run", model, "--policy", "dense", "--prompt", "ab", "--tokens", 1);
    }

    private void replaceByDirectory(String name) throws IOException {
        Files.delete(folder.resolve(name));
        Files.createDirectory(folder.resolve(name));
    }

    /// Rewrites the header of the weights, whose length may change.
    private void changeHeader(UnaryOperator<String> change) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[Math.toIntExact(file.getLong())];
        file.get(header);
        String before = new String(header, StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        byte[] text = after.getBytes(StandardCharsets.UTF_8);
        ByteBuffer changed =
                ByteBuffer.allocate(Long.BYTES + text.length + file.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(weights, changed.putLong(text.length).put(text).put(file).array());
    }

    @Test
    void namesTheTensorThatIsMissing() throws IOException {
        TinyModel.writeDefaultWithout(folder, "model.layers.1.mlp.up_proj.weight");
        assertThat(run()).isEqualTo("""
                DIR/tiny.rsp:12:31: error E0301: the checkpoint has no tensor model.layers.1.mlp.up_proj.weight
                 12 |     layer[i].{gate,up,down} = "model.layers.{i}.mlp.{_}_proj.weight";
                    |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ names model.layers.1.mlp.up_proj.weight
                 12 |     layer[i].{gate,up,down} = "model.layers.{i}.mlp.{_}_proj.weight";  for 'up'
                 help: nearest names: model.layers.0.mlp.up_proj.weight, model.layers.1.mlp.down_proj.weight, \
                model.layers.1.mlp.gate_proj.weight
                => 1
                """);
    }

    @Test
    void saysHowMuchOfATruncatedFileIsThere() throws IOException {
        Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 5000));
        assertThat(run()).isEqualTo("""
                DIR/model.safetensors: error E0304: expected a file of 50240 bytes, found 5000
                 help: download or copy the file again
                => 1
                """);
    }

    @Test
    void saysWhereTheHeaderIsNotJson() throws IOException {
        changeHeader(header -> header.replaceFirst("\"", "x"));
        assertThat(run()).isEqualTo("""
                DIR/model.safetensors: error E0304: expected a JSON header, \
                found expected a key in double quotes, found 'x' at line 1, column 2
                 help: download or copy the file again
                => 1
                """);
    }

    @Test
    void refusesTensorsThatShareBytes() throws IOException {
        changeHeader(header -> header.replace("[18752,19776]", "[18688,19712]"));
        assertThat(run()).isEqualTo("""
                DIR/model.safetensors: error E0304: tensor "model.layers.0.self_attn.k_proj.weight": \
                expected a start at byte 22848, found bytes 22784 to 23808, which belong to another tensor too
                 help: write the file again with the tool that made it
                => 1
                """);
    }

    @Test
    void refusesATensorThatEndsBehindTheFile() throws IOException {
        changeHeader(header -> header.replace("[46080,46144]", "[96080,96144]"));
        assertThat(run()).isEqualTo("""
                DIR/model.safetensors: error E0304: tensor "model.norm.weight": \
                expected a start at byte 50176, found bytes 100176 to 100240 of 50240
                 help: write the file again with the tool that made it
                => 1
                """);
    }

    @Test
    void refusesADirectoryInPlaceOfTheWeights() throws IOException {
        replaceByDirectory("model.safetensors");
        assertThat(run()).isEqualTo("""
                DIR/model.safetensors: error E0601: expected a file, found a directory
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void refusesAFolderWithoutWeights() throws IOException {
        Files.delete(weights);
        assertThat(run()).isEqualTo("""
                DIR: error E0601: no file here matches "model*.safetensors"
                 help: check the folder and the pattern
                => 3
                """);
    }

    @Test
    void refusesAFolderWithoutConfiguration() throws IOException {
        Files.delete(folder.resolve("config.json"));
        assertThat(run()).isEqualTo("""
                DIR/config.json: error E0601: no such file
                 help: copy it beside the weights it came with
                => 3
                """);
    }

    @Test
    void saysWhereTheConfigurationIsNotJson() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 260");
        assertThat(run()).isEqualTo("""
                DIR/config.json: error E0304: expected JSON, \
                found expected ',' or '}', found the end of the text at line 1, column 19
                 help: download or copy the file again
                => 1
                """);
    }

    @Test
    void refusesAFolderWithoutTokenizer() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        assertThat(run()).isEqualTo("""
                DIR/tokenizer.json: error E0601: no such file
                 help: copy it beside the weights it came with
                => 3
                """);
    }

    @Test
    void saysWhereTheTokenizerIsNotJson() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\"");
        assertThat(run()).isEqualTo("""
                DIR/tokenizer.json: error E0505: expected JSON, \
                found expected ':', found the end of the text at line 1, column 9
                 help: download the file again
                => 1
                """);
    }

    @Test
    void refusesADirectoryInPlaceOfTheTokenizer() throws IOException {
        replaceByDirectory("tokenizer.json");
        assertThat(run()).isEqualTo("""
                DIR/tokenizer.json: error E0601: could not be read (Is a directory)
                 help: check the path and its permissions
                => 3
                """);
    }

    @Test
    void namesTheStepOfATokenizerThatItDoesNotHave() throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\"BPE\"", "\"Unigram\""));
        assertThat(run()).isEqualTo("""
                DIR/tokenizer.json: error E0505: model.type: "Unigram" is not supported
                 help: use a model with a byte-level BPE tokenizer
                => 1
                """);
    }
}
