package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each architecture of the library over a small random checkpoint in float32, against logits computed by an
/// independent implementation. Read as a prompt, and token by token.
@Tag("shared")
class LibraryOracleTest {

    private static final int TOKENS = 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.rsparse.golden.ZooModel#all")
    void logitsAreTheOracles(ZooModel zoo) throws IOException {
        int[] ids = zoo.ids();
        float[] expected = zoo.logits();
        Path source = zoo.source(folder);
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
                                (position, logits, from) -> ZooModel.compare(
                                        expected, start + position * vocabulary, logits, from, vocabulary));
                Session session = model.model().newSession();
                for (int position = 0; position < TOKENS; position++) {
                    float[] logits = session.decode(prompt[position]);
                    ZooModel.compare(expected, start + position * vocabulary, logits, 0, vocabulary);
                }
            }
        }
    }
}
