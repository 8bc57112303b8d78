package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.cli.Npy;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Models that the command line exports to ONNX, in ONNX Runtime, against independent implementations in float32.
class ExportOracleTest {

    private static final float TOLERANCE = 2e-3f;
    private static final int[] PROMPT = Quill.oracle("prompt").ints();
    private static final float[] LOGITS = Quill.oracle("logits").floats();
    private static final int SEQUENCES = 2;

    @TempDir
    Path folder;

    private float[] logitsOfQuill(Object... options) {
        Path output = folder.resolve("quill.onnx");
        CommandRun.ok(Quill.SOURCE, "-o", output, options);
        try (OnnxModel model = OnnxModel.load(output)) {
            return model.tokens(1, PROMPT);
        }
    }

    @Test
    void logitsOfQuillAreTheOracles() {
        assertThat(logitsOfQuill()).containsExactly(LOGITS, within(TOLERANCE));
    }

    /// The checkpoint is in bf16: nothing is lost.
    @Test
    void weightsInTheCheckpointsTypeGiveTheSameLogits() throws IOException {
        assertThat(logitsOfQuill("--weights", "bf16")).containsExactly(LOGITS, within(TOLERANCE));
        long parameters = 6_951_168;
        // Each tensor begins at a page.
        assertThat(Files.size(folder.resolve("quill.onnx.data"))).isBetween(2 * parameters, 2 * parameters + 4096 * 75);
    }

    @Test
    void aTiedHeadIsStoredOnce() {
        CommandRun.ok(Quill.SOURCE, "-o", folder.resolve("quill.onnx"));
        JsonNode inspected =
                CommandRun.ok("inspect", folder.resolve("quill.onnx"), "--json").json();
        assertThat(inspected.at("/parameters").asLong()).isLessThan(6_952_000);
    }

    @Test
    void linearsAreSitesUnderTheCheckpointsNames() {
        CommandRun.ok(Quill.SOURCE, "-o", folder.resolve("quill.onnx"));
        List<Site> sites = Sites.of(OnnxFile.read(folder.resolve("quill.onnx"))).sites();
        assertThat(sites).hasSize(57);
        assertThat(sites.getFirst().selector()).isEqualTo("weight(\"model.layers.0.self_attn.q_proj.weight\")");
        assertThat(sites.getFirst().node()).isEqualTo("layer0/q");
        assertThat(sites.getLast().weight().name()).isEqualTo("model.embed_tokens.weight");
    }

    /// Rotated, tuned, and with another threshold for each linear.
    @ParameterizedTest
    @CsvSource({"half, function", "half, inline", "rs70, function"})
    void thinnedLogitsAreThoseOfTheCompiledClass(String policy, String form) {
        float[] found = logitsOfQuill("--policy", policy, "--form", form);
        try (Quill quill = Quill.compile(policy, StripLayout.F32)) {
            int vocabulary = quill.model().info().vocabulary();
            float[] expected = new float[LOGITS.length];
            quill.model()
                    .newSession(PROMPT.length)
                    .prefill(
                            PROMPT,
                            true,
                            (position, row, from) ->
                                    System.arraycopy(row, from, expected, position * vocabulary, vocabulary));
            assertThat(found).containsExactly(expected, within(TOLERANCE));
        }
    }

    @Test
    void spiralsAreTheExamples() {
        Path spirals = Path.of("..", "examples", "spirals");
        float[] points = Npy.read(spirals.resolve("points.npy")).floats();
        Path results = folder.resolve("y.npy");
        CommandRun.ok(
                "run", spirals.resolve("spirals.rsp"), "--input", spirals.resolve("points.npy"), "--logits", results);
        CommandRun.ok(spirals.resolve("spirals.rsp"), "-o", folder.resolve("spirals.onnx"));
        assertThat(folder.resolve("spirals.onnx.data")).doesNotExist();
        try (OnnxModel model = OnnxModel.load(folder.resolve("spirals.onnx"))) {
            assertThat(model.numbers(points, points.length / 2, 2))
                    .containsExactly(Npy.read(results).floats(), within(1e-5f));
        }
    }

    @Tag("shared")
    @ParameterizedTest
    @MethodSource("dev.rsparse.golden.ZooModel#all")
    void logitsOfTheLibraryAreTheOracles(ZooModel zoo) throws IOException {
        float[] expected = zoo.logits();
        CommandRun.ok(zoo.source(folder), "-o", folder.resolve("model.onnx"));
        try (OnnxModel model = OnnxModel.load(folder.resolve("model.onnx"))) {
            float[] found = model.tokens(SEQUENCES, zoo.ids());
            assertThat(found).hasSameSizeAs(expected);
            ZooModel.compare(expected, 0, found, 0, found.length);
        }
    }
}
