package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
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

class RewriteCommandTest {

    @TempDir
    Path folder;

    private Path model;
    private Path out;

    @BeforeEach
    void writeModel() {
        model = model(8, 17);
        out = folder.resolve("out.onnx");
    }

    private Path model(long irVersion, int opset) {
        var model = Onnx.model(Onnx.graph(
                                Onnx.node("up", "MatMul x,w -> h"),
                                Onnx.node("relu", "Relu h -> r"),
                                Onnx.node("down", "MatMul r,v -> p"),
                                Onnx.node("bias", "Add p,b -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 6))
                        .addInitializer(Onnx.tensor("v", OnnxType.F32, 6, 4))
                        .addInitializer(Onnx.tensor("b", OnnxType.F32, 4)))
                .setIrVersion(irVersion);
        model.getOpsetImportBuilder(0).setVersion(opset);
        return Onnx.write(folder, "in.onnx", model);
    }

    private CommandRun rewrite(Object... options) {
        Object[] all = new Object[options.length + 4];
        System.arraycopy(new Object[] {"rewrite", model, "-o", out}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        return CommandRun.of(all);
    }

    private List<String> operators() {
        return OnnxFile.read(out).model().getGraph().getNodeList().stream()
                .map(node -> node.getOpType())
                .toList();
    }

    @Test
    void rewritesLinearsAndLeavesTheHeadDense() {
        CommandRun run = rewrite("--sparsity", "50%", "--form", "split");
        assertThat(run.status()).isZero();
        assertThat(run.out().replace(folder.toString(), "DIR"))
                .isEqualTo(
                        "DIR/out.onnx: 1 of 2 linears rewritten, form split, 89.2 % of their weights asked to be read\n");
        assertThat(operators()).containsExactly("MatMul", "MatMul", "MatMul", "Add", "Relu", "MatMul", "Add");
    }

    @Test
    void rewritesTheHeadTooWhereAllAreAskedFor() {
        JsonNode all = rewrite("--sparsity", "0.5", "--form", "split", "--all", "--json")
                .json();
        assertThat(all.path("rewritten")).hasSize(2);
        assertThat(all.path("rewritten").path(0).path("rank").asInt()).isEqualTo(1);
        assertThat(all.path("output").asText()).isEqualTo(out.toString());
    }

    @Test
    void copiesAModelOfWhichNothingIsAskedFor() {
        model = Onnx.write(
                folder,
                "in.onnx",
                Onnx.model(Onnx.graph(Onnx.node("n", "MatMul x,w -> y"))
                        .addInitializer(Onnx.tensor("w", OnnxType.F32, 4, 4))));
        CommandRun run = rewrite("--sparsity", "50%", "--form", "split");
        assertThat(run.out().replace(folder.toString(), "DIR"))
                .isEqualTo("DIR/out.onnx: a copy; no linear of 1 is rewritten\n");
        assertThat(out).hasSameBinaryContentAs(model);
    }

    private Path policy(String text) throws IOException {
        return Files.writeString(folder.resolve("p.rsp"), "rsp 1;\n" + text);
    }

    @Test
    void rewritesWhatAPolicySelects() throws IOException {
        Path policy = policy("""
                policy half {
                  select op(linear) in * { rsparse; sparsity 50%; split 0.9; }
                  select weight("w*") in * { rank 2; score magnitude; }
                  select node("down") in * { dense; }
                }
                """);
        JsonNode all = rewrite("--policy", policy, "--form", "split", "--json").json();
        assertThat(all.path("rewritten")).hasSize(1);
        JsonNode site = all.path("rewritten").path(0);
        assertThat(site.path("selector").asText()).isEqualTo("weight(\"w\")");
        assertThat(site.path("rank").asInt()).isEqualTo(2);
        assertThat(site.path("gamma").asDouble()).isZero();
    }

    @Test
    void refusesAPolicyThatSelectsNothing() throws IOException {
        Path policy = policy("policy half { select weight(\"u\") in * { rsparse; sparsity 50%; } }");
        CommandRun run = rewrite("--policy", policy, "--form", "split");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("the selector matches no linear", "weight of a linear is one of: w, v");
    }

    @Test
    void refusesWhatAnOnnxModelCannotHave() throws IOException {
        Path policy = policy("policy half { select op(linear) in * { rsparse; sparsity 50%; mask shared; } }");
        CommandRun run = rewrite("--policy", policy + ":half", "--form", "split");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("error E0806: a policy for an ONNX model shares masks");
    }

    @Test
    void saysWhichPoliciesThereAre() throws IOException {
        Path policy = policy("policy half { default { dense; } } policy third { default { dense; } }");
        assertThat(rewrite("--policy", policy, "--form", "split").err())
                .contains("the file has 2 policies without 'for'", "half, third");
        assertThat(rewrite("--policy", policy + ":halve", "--form", "split").err())
                .contains("no policy without 'for' is called 'halve'");
    }

    @Test
    void refusesAModelThatIsTooOld() {
        model = model(3, 6);
        assertThat(CommandRun.failure(folder, "rewrite", model, "-o", out, "--sparsity", "50%", "--form", "split"))
                .isEqualTo("""
                DIR/in.onnx: error E0805: expected opset 7 or later for form split, found 6
                 help: convert the model to a later opset, with onnx.version_converter or by exporting it again
                => 1
                """);
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(CommandRun.of("rewrite", model).err())
                .startsWith("name the model to write with -o OUT.onnx, or ask for --list-sites or --explain");
        assertThat(rewrite("--form", "split").err())
                .startsWith("say how much not to read: --sparsity 50% or --policy FILE.rsp, one of them");
        CommandRun run = rewrite("--sparsity", "150%", "--form", "split");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("expected a share such as 50% or 0.5, found '150%'");
        assertThat(rewrite("--sparsity", "50%", "--form", "sparse").err())
                .contains("expected function, inline or split, found 'sparse'");
    }

    /// The same model with weights that are none of them 0.
    private void writeRandomModel() {
        Random random = new Random(1);
        model = Onnx.write(
                folder,
                "in.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("up", "MatMul x,w -> h"),
                                Onnx.node("relu", "Relu h -> r"),
                                Onnx.node("down", "MatMul r,v -> y"))
                        .addInitializer(floats("w", random, 4, 6))
                        .addInitializer(floats("v", random, 6, 4))));
    }

    private static TensorProto floats(String name, Random random, long rows, long columns) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxType.F32.number())
                .addDims(rows)
                .addDims(columns);
        for (int i = 0; i < rows * columns; i++) {
            tensor.addFloatData((float) random.nextGaussian());
        }
        return tensor.build();
    }

    @Test
    void measuresThresholdsOnTheInputsThatAreGiven() throws IOException {
        writeRandomModel();
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        NpyFile.write(inputs.resolve("0.npy"), new float[] {1, 2, 3, 4, 8, 7, 6, 5}, 2, 4);
        JsonNode report = rewrite("--sparsity", "50%", "--split", "1", "--all", "--inputs", inputs, "--json")
                .json();
        assertThat(report.path("thresholds").path("up").asDouble()).isBetween(5.0, 5.01);
        assertThat(report.path("calibratedDensity").path("up").asDouble()).isEqualTo(3 / 8.0);
        assertThat(operators()).containsExactly("SparseLowRankLinear", "Relu", "SparseLowRankLinear");
    }

    @Test
    void randomInputsServeWithAWarning() {
        writeRandomModel();
        CommandRun run = rewrite("--sparsity", "50%", "--form", "inline");
        assertThat(run.status()).isZero();
        assertThat(run.errIn(folder)).contains("""
                DIR/in.onnx: warning W0005: thresholds are measured on 16 random inputs, which are unlike real ones
                 help: give a folder of real inputs with --inputs
                """);
    }

    @Test
    void aCheckSaysHowFarTheOutputsAreAndWhatIsRead() {
        writeRandomModel();
        CommandRun run = rewrite("--sparsity", "50%", "--all", "--check", "3");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("checked on 3 of random inputs\n")
                .containsPattern("all +\\d.*  0\n")
                .containsPattern("weight\\(\"w\"\\) +47.5 % +4\\d\\.\\d %\n");
        JsonNode check = rewrite("--sparsity", "50%", "--all", "--check", "3", "--json")
                .json()
                .path("check");
        assertThat(check.path("good").asBoolean()).isTrue();
        assertThat(check.path("density")).hasSize(2);
        assertThat(check.path("worst").path("relative").asDouble()).isPositive();
    }

    @Test
    void aCheckOfTheSplitFormAllowsRoundingAlone() {
        writeRandomModel();
        JsonNode check = rewrite("--sparsity", "50%", "--form", "split", "--check", "2", "--json")
                .json()
                .path("check");
        assertThat(check.path("tolerance").asDouble()).isEqualTo(1e-4);
        assertThat(check.path("good").asBoolean()).isTrue();
    }

    @Test
    void aCheckBeyondTheToleranceEndsWithStatusOne() {
        writeRandomModel();
        CommandRun run = rewrite("--sparsity", "50%", "--all", "--check", "2", "--tolerance", "1e-9");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errIn(folder))
                .containsPattern("DIR/out.onnx: error E0811: outputs differ by up to .* the tolerance is 1.00e-09\n");
        assertThat(rewrite("--sparsity", "50%", "--all", "--check", "2", "--tolerance", "1e-9", "--json")
                        .json()
                        .path("check")
                        .path("good")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void refusesOptionsOfTheCheckThatDoNotGoTogether() {
        assertThat(CommandRun.of("rewrite", model, "--list-sites", "--check", "1")
                        .err())
                .startsWith("--check is for the model that -o OUT.onnx writes");
        assertThat(rewrite("--sparsity", "50%", "--tolerance", "1").err()).startsWith("--tolerance is for --check");
        assertThat(rewrite("--sparsity", "50%", "--check", "0").err())
                .startsWith("--check: expected a number from 1, found 0");
        assertThat(rewrite("--sparsity", "50%", "--check", "1", "--tolerance", "-1")
                        .err())
                .startsWith("--tolerance: expected a number from 0, found -1.0");
        out = model;
        assertThat(rewrite("--sparsity", "50%", "--check", "1").err()).startsWith("--check needs the original");
    }
}
