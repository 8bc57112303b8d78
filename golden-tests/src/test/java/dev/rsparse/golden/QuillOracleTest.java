package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dense example model against an independent implementation in float32.
class QuillOracleTest {

    private static final float TOLERANCE = 2e-3f;
    private static final int[] PROMPT = Quill.oracle("prompt").ints();
    private static final float[] LOGITS = Quill.oracle("logits").floats();
    private static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0);

    private static Quill quill;

    @BeforeAll
    static void compile() {
        quill = Quill.compile("dense");
    }

    @AfterAll
    static void close() {
        quill.close();
    }

    @Test
    void likeliestTokensAreTheOracles() {
        Generator generator = new Generator(quill.model(), GREEDY);
        int[] ids = generator
                .generate(quill.model().newSession(80), PROMPT, 64, id -> {})
                .ids();
        assertThat(ids).isEqualTo(Arrays.copyOfRange(Quill.oracle("greedy").ints(), 16, 80));
    }

    @Test
    void logitsOfABatchAreTheOracles() {
        int vocabulary = quill.model().info().vocabulary();
        float[] logits = new float[PROMPT.length * vocabulary];
        quill.model()
                .newSession(PROMPT.length)
                .prefill(
                        PROMPT,
                        false,
                        (position, row, from) ->
                                System.arraycopy(row, from, logits, position * vocabulary, vocabulary));
        assertThat(logits).containsExactly(LOGITS, within(TOLERANCE));
    }

    @Test
    void logitsTokenByTokenAreTheOracles() {
        int vocabulary = quill.model().info().vocabulary();
        float[] logits = new float[PROMPT.length * vocabulary];
        var session = quill.model().newSession(PROMPT.length);
        for (int i = 0; i < PROMPT.length; i++) {
            System.arraycopy(session.decode(PROMPT[i]), 0, logits, i * vocabulary, vocabulary);
        }
        assertThat(logits).containsExactly(LOGITS, within(TOLERANCE));
    }

    @Test
    void logitsOfTheCommandLineAreTheOracles(@TempDir Path folder) {
        Path file = folder.resolve("logits.npy");
        String ids = Arrays.stream(PROMPT).mapToObj(Integer::toString).collect(Collectors.joining(","));
        CommandRun.ok("run", Quill.SOURCE, "--policy", "dense", "--prompt-ids", ids, "--tokens", 0, "--logits", file);
        assertThat(Npy.read(file).floats()).containsExactly(LOGITS, within(TOLERANCE));
    }
}
