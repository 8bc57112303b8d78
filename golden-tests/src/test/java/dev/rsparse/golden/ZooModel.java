package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.cli.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A small random checkpoint in float32 of an architecture of the library, with logits computed by an independent
/// implementation.
///
/// @param architecture what the library calls it
/// @param name of its folder
record ZooModel(String architecture, String name) {

    static Stream<ZooModel> all() {
        return Stream.of(
                new ZooModel("llama", "llama"),
                new ZooModel("llama", "llama-untied-bias"),
                new ZooModel("llama", "llama31-rope"),
                new ZooModel("llama", "llama-linear-rope"),
                new ZooModel("llama", "llama-yarn"),
                new ZooModel("mistral", "mistral"),
                new ZooModel("qwen2", "qwen2"),
                new ZooModel("qwen3", "qwen3"),
                new ZooModel("phi3", "phi3"),
                new ZooModel("gemma2", "gemma2"),
                new ZooModel("gpt2", "gpt2"),
                new ZooModel("opt", "opt"));
    }

    private Path checkpoint() {
        return SharedFolder.require("zoo/" + name).toAbsolutePath();
    }

    /// Ids of all sequences, one behind the other.
    int[] ids() throws IOException {
        return Npy.read(checkpoint().resolve("ids.npy")).ints();
    }

    /// Logits of all sequences.
    float[] logits() throws IOException {
        return Npy.read(checkpoint().resolve("logits.npy")).floats();
    }

    /// Writes the three lines that make it a model.
    Path source(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("model.rsp"),
                "rsp 1;\nimport \"" + architecture + "\";\nmodel M from \"" + checkpoint() + "\";\n");
    }

    /// Compares logits that begin at `start` of all sequences.
    static void compare(float[] expected, int start, float[] logits, int from, int count) {
        for (int i = 0; i < count; i++) {
            float wanted = expected[start + i];
            assertThat(logits[from + i]).isCloseTo(wanted, within(1e-4f * Math.max(1, Math.abs(wanted))));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
