package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.io.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `rsparsec MODEL.rsp -o OUT.onnx`, but for what the model computes.
class ExportCommandTest {

    @TempDir
    Path folder;

    private Path model;
    private Path output;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyModel.writeDefault(folder);
        output = Files.createDirectory(folder.resolve("out")).resolve("tiny.onnx");
    }

    /// The same model, wide enough for a data file.
    private void widen() throws IOException {
        new TinyModel(260, 256, 444, 2, 4, 2, 8, true, ElementType.BF16).write(folder);
    }

    @Test
    void saysWhatItWrote() throws IOException {
        assertThat(CommandRun.ok(model, "-o", output).errIn(folder))
                .isEqualTo("rsparsec: wrote DIR/out/tiny.onnx (policy dense, opset 21, 126 nodes)\n");
        widen();
        assertThat(CommandRun.ok(model, "-o", output).errIn(folder))
                .startsWith("rsparsec: wrote DIR/out/tiny.onnx and DIR/out/tiny.onnx.data (policy dense, ");
    }

    @Test
    void aSmallModelIsOneFile() throws IOException {
        CommandRun.ok(model, "-o", output);
        try (Stream<Path> files = Files.list(output.getParent())) {
            assertThat(files).containsExactly(output);
        }
    }

    @Test
    void dataOfALargerModelThatStoodThereGoes() throws IOException {
        widen();
        CommandRun.ok(model, "-o", output);
        assertThat(output.resolveSibling("tiny.onnx.data")).exists();
        TinyModel.writeDefault(folder);
        CommandRun.ok(model, "-o", output);
        assertThat(output.resolveSibling("tiny.onnx.data")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"tiny.onnx", "tiny.onnx.data"})
    void sameInputsGiveTheSameBytes(String file) throws IOException {
        widen();
        CommandRun.ok(model, "-o", output);
        byte[] first = Files.readAllBytes(output.resolveSibling(file));
        CommandRun.ok(model, "-o", output);
        assertThat(output.resolveSibling(file)).hasBinaryContent(first);
    }

    @Test
    void tensorsOfTheDataFileBeginAtPages() throws IOException {
        widen();
        CommandRun.ok(model, "-o", output);
        assertThat(OnnxFile.read(output).model().getGraph().getInitializerList().stream()
                        .filter(tensor -> tensor.getExternalDataCount() > 0)
                        .map(tensor -> Long.parseLong(tensor.getExternalData(1).getValue()) % 4096))
                .isNotEmpty()
                .containsOnly(0L);
    }

    @Test
    void printsOneObjectAsJson() {
        JsonNode printed = CommandRun.ok(model, "-o", output, "--json").json();
        assertThat(printed.get("output").asText()).isEqualTo(output.toString());
        assertThat(printed.get("files")).hasSize(1);
        assertThat(printed.get("policy").asText()).isEqualTo("dense");
        assertThat(printed.get("diagnostics")).isEmpty();
    }

    @Test
    void modelTellsWhatMadeIt() {
        CommandRun.ok(model, "-o", output);
        var made = OnnxFile.read(output).model();
        assertThat(made.getProducerName()).isEqualTo("rsparsec");
        assertThat(made.getProducerVersion()).isEqualTo(Main.VERSION);
        assertThat(made.getDocString()).isEqualTo("tiny.rsp, policy dense");
        assertThat(made.getIrVersion()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"--release, 25", "--kv-cache, f16", "--target, Tiny"})
    void refusesWhatSaysHowAClassRuns(String option, String value) {
        CommandRun run = CommandRun.of(model, "-o", output, option, value);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith(option + " is for classes, not for an ONNX model");
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"q8", "q4"})
    void refusesWeightsOfFewBits(String format) {
        assertThat(CommandRun.failure(folder, model, "-o", output, "--weights", format))
                .isEqualTo("DIR/tiny.rsp: error E0812: an ONNX model does not store weights as " + format + "\n"
                        + " help: use --weights f32, f16 or bf16\n=> 1\n");
    }

    @Test
    void aTargetChoosesOpsetAndWeights() throws IOException {
        Files.writeString(model, Files.readString(model) + "target onnx { opset 23; policy dense; weights f16; }\n");
        CommandRun.ok(model, "-o", output);
        var made = OnnxFile.read(output).model();
        assertThat(made.getOpsetImport(0).getVersion()).isEqualTo(23);
        assertThat(made.getGraph().getNodeList())
                .anyMatch(node -> node.getOpType().equals("Attention"));
        assertThat(made.getGraph().getInitializerList())
                .anyMatch(tensor -> tensor.getDataType() == OnnxType.F16.number());
    }

    /// Writes the lock for the policies of the model.
    private void calibrate() {
        Path tokens = TinyModel.writeRandomTokens(folder.resolve("calib.u16"), 320, 1);
        CommandRun.ok("calibrate", model, "--tokens", tokens, "--window", 32);
    }

    private ModelProto exported(Object... options) {
        CommandRun.ok(model, "-o", output, options);
        return OnnxFile.read(output).model();
    }

    private static long count(ModelProto model, String operator) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .count();
    }

    @Test
    void thinnedLinearsCallAFunctionUnlessTheyAreInline() {
        calibrate();
        ModelProto function = exported("--policy", "ranked");
        assertThat(function.getFunctionsList()).hasSize(1);
        assertThat(count(function, "SparseLowRankLinear")).isEqualTo(14);
        ModelProto inline = exported("--policy", "ranked", "--form", "inline");
        assertThat(inline.getFunctionsList()).isEmpty();
        assertThat(inline.getOpsetImportList()).hasSize(1);
        assertThat(count(inline, "Greater")).isEqualTo(14);
    }

    @Test
    void whatKeepsTheFirstTokenDenseIsInline() throws IOException {
        Files.writeString(
                model,
                Files.readString(model).replace("policy ranked for Tiny {", "policy ranked for Tiny { first dense;"));
        calibrate();
        assertThat(exported("--policy", "ranked").getFunctionsList()).isEmpty();
    }

    @Test
    void aTargetChoosesPolicyAndForm() throws IOException {
        Files.writeString(model, Files.readString(model) + "target onnx { form inline; policy ranked; }\n");
        calibrate();
        assertThat(count(exported(), "Greater")).isEqualTo(14);
        assertThat(count(exported("--form", "function"), "SparseLowRankLinear")).isEqualTo(14);
        assertThat(count(exported("--policy", "dense"), "Gemm")).isEqualTo(15);
    }

    @Test
    void warnsOnceThatThePromptIsThinnedToo() {
        calibrate();
        assertThat(CommandRun.ok(model, "-o", output, "--policy", "half").errIn(folder))
                .startsWith("""
                        DIR/tiny.rsp: warning W0007: policy 'half' thins generated tokens, and the exported model thins every token
                         help: a model without a KV cache does not know which tokens are the prompt; write phase all; to calibrate for that
                        rsparsec: wrote\s""");
        assertThat(CommandRun.ok(model, "-o", output, "--policy", "ranked").err())
                .doesNotContain("W0007");
    }

    @Test
    void aPolicyThatIsNotCalibratedIsRefused() {
        assertThat(CommandRun.failure(folder, model, "-o", output, "--policy", "half"))
                .contains("error E0501")
                .endsWith("=> 1\n");
        assertThat(output).doesNotExist();
    }

    @Test
    void namesAllThatHasNoForm() throws IOException {
        Path source = Files.writeString(folder.resolve("two.rsp"), """
                rsp 1;
                model Two(ids: i32[A,B,T], more: i32[A,B,T]) -> (logits: f32[A,B,T,D]) {
                  dim A, B, T;
                  param D = config("hidden_size");
                  weights from safetensors("model*.safetensors") {
                    embed = "model.embed_tokens.weight";
                  }
                  graph { logits = gather(embed, ids) + gather(embed, more); }
                }
                """);
        assertThat(CommandRun.of(source, "-o", output).errIn(folder)).endsWith("""
                DIR/two.rsp: error E0812: the model has no form in ONNX: it has 2 inputs, of which it reads 2, and an exported \
                model has one; it reads tokens as i32[A,B,T]; it reads tokens as i32[A,B,T]
                 help: give the model one input, of tokens, i32[T], rows of numbers, f32[N,4], or pictures, f32[N,3,8,8]
                """);
        assertThat(output).doesNotExist();
    }

    @Test
    void formsAreForOnnxModels() {
        CommandRun run = CommandRun.of(model, "-o", folder.resolve("Model.java"), "--form", "inline");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--form is for an ONNX model, OUT.onnx");
    }
}
