package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `run` of an ONNX model.
class OnnxRunTest {

    @TempDir
    Path folder;

    private Path model;
    private Path inputs;
    private Path outputs;

    @BeforeEach
    void writeModel() {
        model = SmallLayer.write(folder);
        inputs = folder.resolve("in");
        outputs = folder.resolve("out");
    }

    private CommandRun run(Object... more) {
        return CommandRun.of("run", model, "--inputs", inputs, "--outputs", outputs, more);
    }

    private String ok(Object... more) {
        CommandRun run = run(more);
        assertThat(run.status()).as(run.err()).isZero();
        return run.out().replace(folder.toString(), "DIR");
    }

    private String refused() {
        return CommandRun.failure(folder, "run", model, "--inputs", inputs, "--outputs", outputs)
                .replace("rsparsec: compiling " + model.getFileName() + "\n", "");
    }

    private static void npy(Path file, int rows, int cols, float... numbers) throws IOException {
        Files.createDirectories(file.getParent());
        NpyFile.write(file, numbers, rows, cols);
    }

    private static void pb(Path file, OnnxType type, List<Long> dims, double... numbers) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, Onnx.floats("any", type, dims, numbers).toByteArray());
    }

    /// `y = x + z`, all of `[N,4]`.
    private void writeSum() {
        model = Onnx.write(
                folder,
                "sum.onnx",
                Onnx.model(Onnx.graph(Onnx.node("sum", "Add x,z -> y")).addInput(Onnx.value("z"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytecode", "source"})
    void givesArraysForArrays(String emit) throws IOException {
        npy(inputs.resolve("x.npy"), 2, 4, SmallLayer.X);
        assertThat(ok("--emit", emit, "--threads", 2)).isEqualTo("y: f32[2,4] in DIR/out/y.npy\n");
        Npy y = Npy.read(outputs.resolve("y.npy"));
        assertThat(y.shape()).containsExactly(2, 4);
        assertThat(y.floats()).containsExactly(SmallLayer.Y);
    }

    @Test
    void givesTensorProtosForTensorProtos() throws IOException {
        pb(inputs.resolve("input_0.pb"), OnnxType.F32, List.of(1L, 4L), 1, 2, 3, 4);
        assertThat(ok()).isEqualTo("y: f32[1,4] in DIR/out/output_0.pb\n");
        TensorValue y = TensorFiles.read(outputs.resolve("output_0.pb"));
        assertThat(y.dims()).containsExactly(1L, 4L);
        assertThat(y.floats()).containsExactly(1, 4, 0, 11);
    }

    @Test
    void givesAFolderForEachOfSeveralSamples() throws IOException {
        npy(inputs.resolve("s10/x.npy"), 1, 4, -1, 0, 1, 0);
        npy(inputs.resolve("s9/x.npy"), 1, 4, 1, 2, 3, 4);
        assertThat(ok()).isEqualTo("""
                y: f32[1,4] in DIR/out/s9/y.npy
                y: f32[1,4] in DIR/out/s10/y.npy
                """);
        assertThat(Npy.read(outputs.resolve("s9/y.npy")).floats()).containsExactly(1, 4, 0, 11);
        assertThat(Npy.read(outputs.resolve("s10/y.npy")).floats()).containsExactly(0, 0, 0, 1);
    }

    @Test
    void namesFoldersAfterFilesThatAreSamples() throws IOException {
        npy(inputs.resolve("a.npy"), 1, 4, 1, 2, 3, 4);
        npy(inputs.resolve("b.npy"), 1, 4, 1, 2, 3, 4);
        ok();
        assertThat(outputs.resolve("a/y.npy")).exists();
        assertThat(outputs.resolve("b/y.npy")).exists();
    }

    @Test
    void givesTypesThatNumPyLacksAsTensorProtosAndNamesThatFilesCannotHaveApart() throws IOException {
        model = Onnx.write(
                folder,
                "types.onnx",
                Onnx.model(Onnx.graph(
                                Onnx.node("y", "Relu x -> y"),
                                Onnx.node("half", "Cast x -> half", Onnx.attribute("to", OnnxType.BF16.number())),
                                Onnx.node("one", "Shape x -> a/b"),
                                Onnx.node("two", "Cast x -> a_b", Onnx.attribute("to", OnnxType.BOOL.number())))
                        .addOutput(ValueInfoProto.newBuilder().setName("half"))
                        .addOutput(ValueInfoProto.newBuilder().setName("a/b"))
                        .addOutput(ValueInfoProto.newBuilder().setName("a_b"))));
        npy(inputs.resolve("x.npy"), 1, 4, 1, 0, -3, 4);
        assertThat(ok()).isEqualTo("""
                y: f32[1,4] in DIR/out/y.npy
                half: bf16[1,4] in DIR/out/output_1.pb
                a/b: i64[2] in DIR/out/a_b.npy
                a_b: bool[1,4] in DIR/out/a_b_2.npy
                """);
        assertThat(TensorFiles.read(outputs.resolve("output_1.pb")).floats()).containsExactly(1, 0, -3, 4);
        assertThat(TensorFiles.read(outputs.resolve("a_b.npy")).floats()).containsExactly(1, 4);
        assertThat(TensorFiles.read(outputs.resolve("a_b_2.npy")).floats()).containsExactly(1, 0, 1, 1);
    }

    @Test
    void printsOneJsonObject() throws IOException {
        npy(inputs.resolve("x.npy"), 2, 4, SmallLayer.X);
        JsonNode object = run("--json").json();
        assertThat(object.toString().replace(folder.toString(), "DIR"))
                .isEqualTo("{\"model\":\"DIR/m.onnx\",\"samples\":[{\"name\":\"x\",\"outputs\":"
                        + "[{\"name\":\"y\",\"type\":\"f32\",\"shape\":[2,4],\"file\":\"DIR/out/y.npy\"}]}],"
                        + "\"errors\":0,\"warnings\":0,\"diagnostics\":[]}");
    }

    @Test
    void refusesAMissingInput() throws IOException {
        writeSum();
        npy(inputs.resolve("x.npy"), 1, 4, 1, 2, 3, 4);
        assertThat(refused()).isEqualTo("""
                DIR/in: error E0810: input "z" is missing; expected f32[N,4]
                 help: give every input of the model, in the type and shape that it declares
                => 1
                """);
        assertThat(outputs).doesNotExist();
    }

    @Test
    void refusesAnotherShape() throws IOException {
        npy(inputs.resolve("x.npy"), 1, 3, 1, 2, 3);
        assertThat(refused()).isEqualTo("""
                DIR/in/x.npy: error E0810: input "x" is f32[1,3]; expected f32[N,4]
                 help: give every input of the model, in the type and shape that it declares
                => 1
                """);
    }

    @Test
    void refusesNumbersThatTheDeclaredTypeDoesNotHave() throws IOException {
        pb(inputs.resolve("input_0.pb"), OnnxType.F64, List.of(1L, 4L), 0.1, 2, 3, 4);
        assertThat(refused()).isEqualTo("""
                DIR/in: error E0810: input "x" is f64[1,4], and not all its elements are in f32; expected f32[N,4]
                 help: give every input of the model, in the type and shape that it declares
                => 1
                """);
    }

    @Test
    void refusesAnInputWhoseValueIsCompiledIn() throws IOException {
        model = Onnx.write(
                folder,
                "default.onnx",
                Onnx.model(Onnx.graph(Onnx.node("sum", "Add x,z -> y"))
                        .addInput(Onnx.value("z"))
                        .addInitializer(Onnx.tensor("z", OnnxType.F32, 1, 4))));
        npy(inputs.resolve("x.npy"), 1, 4, 1, 2, 3, 4);
        npy(inputs.resolve("z.npy"), 1, 4, 1, 2, 3, 4);
        assertThat(refused()).isEqualTo("""
                DIR/in: error E0810: input "z" has a value in the model, which is compiled in
                 help: leave its file out, or take the initializer out of the model
                => 1
                """);
    }

    @Test
    void saysWhatAnOperatorRefusesInAnInput() throws IOException {
        model = Onnx.write(folder, "square.onnx", Onnx.model(Onnx.graph(Onnx.node("product", "MatMul x,x -> y"))));
        npy(inputs.resolve("x.npy"), 1, 4, 1, 2, 3, 4);
        assertThat(refused())
                .startsWith("DIR/in/x.npy: error E0810: the model cannot run on it: ")
                .endsWith("=> 1\n");
    }

    @Test
    void refusesToWriteWhereTheInputsAre() throws IOException {
        npy(inputs.resolve("x.npy"), 1, 4, 1, 2, 3, 4);
        CommandRun run = CommandRun.of("run", model, "--inputs", inputs, "--outputs", folder.resolve("x/../in"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--outputs: name another folder than --inputs\n");
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws IOException {
        npy(inputs.resolve("x.npy"), 1, 4, 1, 2, 3, 4);
        Files.writeString(outputs, "kept");
        CommandRun run = run();
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.errIn(folder)).contains("DIR/out: error E0602: is a file; name a folder\n");
        assertThat(outputs).hasContent("kept");
    }

    @ParameterizedTest
    @CsvSource({"--temperature 1, --temperature", "--policy dense, --policy", "--tokens 3, --tokens"})
    void refusesOptionsThatAnOnnxModelHasNoUseFor(String words, String option) {
        CommandRun run = run((Object[]) words.split(" "));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith(option + " is for a MODEL.rsp, not for an ONNX model\n");
    }

    @Test
    void refusesAPromptForAnOnnxModel() {
        CommandRun run = CommandRun.of("run", model, "--prompt", "a");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--prompt is for a MODEL.rsp, not for an ONNX model\n");
    }

    @Test
    void refusesFoldersForASource() {
        CommandRun run = CommandRun.of("run", "m.rsp", "--inputs", inputs, "--outputs", outputs);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("--inputs is for a MODEL.onnx, not for a MODEL.rsp\n");
    }

    @Test
    void asksForTheFolderOfOutputs() {
        CommandRun run = CommandRun.of("run", model, "--inputs", inputs);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--outputs=DIR");
    }
}
