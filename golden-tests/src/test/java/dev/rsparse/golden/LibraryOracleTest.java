package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each architecture of the library over a small random checkpoint in float32, against logits computed by an
/// independent implementation. Read as a prompt, and token by token.
@Tag("shared")
class LibraryOracleTest {

    private static final int TOKENS = 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama, llama",
        "llama, llama-untied-bias",
        "llama, llama31-rope",
        "llama, llama-linear-rope",
        "llama, llama-yarn",
        "mistral, mistral",
        "qwen2, qwen2",
        "qwen3, qwen3",
        "phi3, phi3",
        "gemma2, gemma2",
        "gpt2, gpt2",
        "opt, opt"
    })
    void logitsAreTheOracles(String architecture, String name) throws IOException {
        Path checkpoint = SharedFolder.require("zoo/" + name).toAbsolutePath();
        int[] ids = Npy.read(checkpoint.resolve("ids.npy")).ints();
        float[] expected = Npy.read(checkpoint.resolve("logits.npy")).floats();
        Path source = Files.writeString(
                folder.resolve("model.rsp"),
                "rsp 1;\nimport \"" + architecture + "\";\nmodel M from \"" + checkpoint + "\";\n");
        try (Quill model = Quill.compile(ModelProject.open(source), "dense", StripLayout.F32, Optional.empty())) {
            assertThat(model.project().warnings()).isEmpty();
            int vocabulary = model.model().info().vocabulary();
            for (int sequence = 0; sequence < ids.length / TOKENS; sequence++) {
                int[] prompt = Arrays.copyOfRange(ids, sequence * TOKENS, (sequence + 1) * TOKENS);
                int start = sequence * TOKENS * vocabulary;
                model.model()
                        .newSession()
                        .prefill(
                                prompt,
                                false,
                                (position, logits, from) ->
                                        compare(expected, start + position * vocabulary, logits, from, vocabulary));
                Session session = model.model().newSession();
                for (int position = 0; position < TOKENS; position++) {
                    float[] logits = session.decode(prompt[position]);
                    compare(expected, start + position * vocabulary, logits, 0, vocabulary);
                }
            }
        }
    }

    private static void compare(float[] expected, int start, float[] logits, int from, int count) {
        for (int i = 0; i < count; i++) {
            float wanted = expected[start + i];
            assertThat(logits[from + i]).isCloseTo(wanted, within(1e-4f * Math.max(1, Math.abs(wanted))));
        }
    }
}
