package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `-o Model.class` of an ONNX model that is thinned on the way.
class ThinnedOnnxOutputTest {

    private static final float[] X = {1, -2, 3, -4, 8, 7, -6, 5};

    @TempDir
    Path folder;

    private Path model;
    private Path inputs;
    private Path out;

    @BeforeEach
    void writeModel() throws IOException {
        Random random = new Random(1);
        model = Onnx.write(
                folder,
                "in.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("up", "MatMul x,w -> h"),
                                Onnx.node("relu", "Relu h -> r"),
                                Onnx.node("down", "MatMul r,v -> y"))
                        .addInitializer(Onnx.floats("w", OnnxType.F32, List.of(4L, 6L), numbers(random)))
                        .addInitializer(Onnx.floats("v", OnnxType.F32, List.of(6L, 4L), numbers(random)))));
        inputs = Files.createDirectory(folder.resolve("inputs"));
        NpyFile.write(inputs.resolve("0.npy"), X, 2, 4);
        out = Files.createDirectory(folder.resolve("out")).resolve("Model.class");
    }

    private static double[] numbers(Random random) {
        return random.doubles(24).map(number -> number - 0.5).toArray();
    }

    private CommandRun compile(Object... options) {
        return CommandRun.of(model, "-o", out, options);
    }

    private float[] run() throws Exception {
        return EmittedClass.load(out.getParent(), "Model")
                .run(out.resolveSibling("Model.weights"), new int[] {2, 4}, X);
    }

    private List<String> written() throws IOException {
        try (var files = Files.list(out.getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theClassGivesWhatTheRewrittenModelGives() throws Exception {
        String[] options = {"--sparsity", "50%", "--split", "0.9", "--all", "--inputs", inputs.toString()};
        CommandRun run = compile((Object[]) options);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().replace(folder.toString(), "DIR"))
                .isEqualTo(
                        "DIR/out/Model.class: 2 of 2 linears rewritten, form function, 86.7 % of their weights asked to"
                                + " be read\n");
        assertThat(run.errIn(folder)).endsWith("rsparsec: wrote DIR/out/Model.class and DIR/out/Model.weights\n");
        assertThat(written()).containsExactly("Model.class", "Model.weights");
        Path rewritten = folder.resolve("rewritten.onnx");
        CommandRun.ok("rewrite", model, "-o", rewritten, options);
        Path results = folder.resolve("results");
        CommandRun.ok("run", rewritten, "--inputs", inputs, "--outputs", results);
        assertThat(run()).containsExactly(Npy.read(results.resolve("y.npy")).floats(), within(1e-6f));
    }

    @Test
    void aPolicyOfAFileThins() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("p.rsp"),
                "rsp 1; policy half { select weight(\"w\") in * { rsparse; sparsity 50%; } }"
                        + " policy none { default { dense; } }");
        JsonNode report = compile("--policy", policy + ":half", "--inputs", inputs, "--json")
                .json();
        assertThat(report.path("rewritten")).hasSize(1);
        assertThat(report.path("rewritten").path(0).path("node").asText()).isEqualTo("up");
        assertThat(report.path("thresholds").has("up")).isTrue();
        assertThat(report.path("output").asText()).isEqualTo(out.toString());
        assertThat(report.path("files")).hasSize(2);
        assertThat(report.path("errors").asInt()).isZero();
        CommandRun none = compile("--policy", policy + ":none");
        assertThat(none.out().replace(folder.toString(), "DIR"))
                .isEqualTo("DIR/out/Model.class: dense; no linear of 2 is rewritten\n");
    }

    @Test
    void warnsOfRandomInputs() {
        assertThat(compile("--sparsity", "50%").errIn(folder)).contains("DIR/in.onnx: warning W0005");
    }

    @Test
    void explainsWhichLinearsSkipChannels() {
        CommandRun run = compile("--sparsity", "50%", "--all", "--inputs", inputs, "--explain");
        assertThat(run.out()).endsWith("""
                fused: 0

                nearly fused: 0

                skip channels: 2
                  node                                    [in,out]
                  dev.rsparse.SparseLowRankLinear "up"    [4,6]
                  dev.rsparse.SparseLowRankLinear "down"  [6,4]
                """);
        JsonNode object = compile("--sparsity", "50%", "--all", "--inputs", inputs, "--explain", "--json")
                .json();
        assertThat(object.path("thinned").path(1).path("in").asInt()).isEqualTo(6);
    }

    @Test
    void aCheckBeyondTheToleranceEndsWithStatusOne() {
        CommandRun run =
                compile("--sparsity", "50%", "--all", "--inputs", inputs, "--check", "2", "--tolerance", "1e-9");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errIn(folder)).contains("DIR/out/Model.class: error E0811: outputs differ by up to ");
        assertThat(run.out()).contains("checked on 1 of ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--split 0.9", "--all", "--inputs in", "--check 1", "--threads 2"})
    void optionsOfThinningNeedToSayHowMuch(String words) throws IOException {
        CommandRun run = compile((Object[]) words.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("say how much not to read: --sparsity 50% or --policy FILE.rsp, one of them");
        assertThat(written()).isEmpty();
    }

    @Test
    void refusesThemForASource() {
        CommandRun run = CommandRun.of("model.rsp", "-o", out, "--sparsity", "50%");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--sparsity is for a MODEL.onnx");
    }

    @Test
    void whatCannotBeCompiledIsToldOfTheModelItself() {
        model = Onnx.write(folder, "in.onnx", Onnx.model(Onnx.graph(Onnx.node("n", "com.acme.Mystery x -> y"))));
        assertThat(compile("--sparsity", "50%").errIn(folder)).startsWith("DIR/in.onnx: error E0813");
    }
}
