package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `model X from onnx("x.onnx")`: ONNX models that become graphs of layers, and what those give.
class LiftedModelsTest {

    private static final float TOLERANCE = 1e-4f;

    /// Sequences of a model of the zoo.
    private static final int SEQUENCES = 2;

    @TempDir
    Path folder;

    private ModelProject lifted(Path model) throws IOException {
        Path source = folder.resolve("lifted.rsp");
        return ModelProject.open(
                Files.writeString(source, "rsp 1;\nmodel M from onnx(\"" + model.toAbsolutePath() + "\");\n"));
    }

    static Stream<String> decoders() {
        return Stream.of(
                "quill-7m-dynamo18",
                "llama-dynamo18",
                "llama-kvcache-legacy17",
                "llama-untied-bias-dynamo18",
                "qwen2-dynamo18",
                "gpt2-dynamo18",
                "gpt2-dynamo23",
                "opt-legacy17");
    }

    @ParameterizedTest
    @MethodSource("decoders")
    @Tag("shared")
    void decodersOfExportersGiveWhatWasRecorded(String name) throws IOException {
        Path export = SharedFolder.require("onnx/exports/" + name);
        Tensor ids = tensor(export.resolve("test_data_set_0/input_0.pb"));
        float[] expected = name.contains("kvcache")
                ? withoutPast(export.resolve("model.onnx"), ids)
                : tensor(export.resolve("test_data_set_0/output_0.pb")).floats();
        int tokens = ids.dim(1);
        try (Quill model = Quill.compile(
                lifted(export.resolve("model.onnx")), CheckedPolicy.DENSE, StripLayout.F32, Optional.empty())) {
            int size = expected.length / ids.dim(0);
            for (int sequence = 0; sequence < ids.dim(0); sequence++) {
                int[] prompt = new int[tokens];
                for (int i = 0; i < tokens; i++) {
                    prompt[i] = Math.toIntExact(ids.integer(sequence * tokens + i));
                }
                float[] own = Arrays.copyOfRange(expected, sequence * size, (sequence + 1) * size);
                compare(model, prompt, own, TOLERANCE);
            }
        }
    }

    /// Logits of a model with caches, all of them empty, compiled operator by operator.
    private static float[] withoutPast(Path model, Tensor ids) {
        try (CompiledGraph graph = GraphCompiler.of(OnnxFile.read(model)).load(BackEnd.BYTECODE, 1)) {
            Tensor[] inputs = new Tensor[graph.inputs().size()];
            Arrays.fill(inputs, Tensor.of(ElementType.F32, ids.dim(0), 2, 0, 16));
            inputs[0] = ids;
            graph.run(inputs);
            return graph.output(0).floats().clone();
        }
    }

    private static Tensor tensor(Path file) {
        TensorValue value = TensorFiles.read(file);
        return TensorBytes.tensor(ElementTypes.of(value.type()).orElseThrow(), value.dims(), value.bytes());
    }

    private static void compare(Quill model, int[] prompt, float[] expected, float tolerance) {
        float[] logits = logits(model, prompt);
        assertThat(expected).hasSameSizeAs(logits);
        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /// Logits after each token.
    private static float[] logits(Quill model, int[] prompt) {
        int vocabulary = model.model().info().vocabulary();
        float[] logits = new float[prompt.length * vocabulary];
        model.model()
                .newSession()
                .prefill(
                        prompt,
                        false,
                        (position, row, from) ->
                                System.arraycopy(row, from, logits, position * vocabulary, vocabulary));
        return logits;
    }

    /// The example, exported to ONNX and lifted again; with other angles than it was trained with, too.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "21 | \"default\"",
                "23 | \"default\"",
                "21 | \"default\", \"partial_rotary_factor\": 0.5",
                "23 | \"default\", \"partial_rotary_factor\": 0.5",
                "21 | \"linear\", \"factor\": 2.0",
                "23 | \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, "
                        + "\"original_max_position_embeddings\": 256",
                "21 | \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 256, "
                        + "\"partial_rotary_factor\": 0.5"
            })
    void ourExportOfQuillGivesItsLogits(int opset, String angles) throws IOException {
        Path checkpoint = Quill.SOURCE.toAbsolutePath().getParent();
        Path source = Files.writeString(
                folder.resolve("quill.rsp"), Files.readString(Quill.SOURCE) + "target onnx { opset " + opset + "; }");
        Files.copy(checkpoint.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String config = Files.readString(checkpoint.resolve("config.json"));
        Files.writeString(folder.resolve("config.json"), config.replace("\"default\"", angles));
        int[] prompt = Quill.oracle("prompt").ints();
        try (Quill original = Quill.compile(
                        ModelProject.open(source), CheckedPolicy.DENSE, StripLayout.F32, Optional.empty());
                Quill model = exportedAndLifted(source)) {
            compare(model, prompt, logits(original, prompt), TOLERANCE);
        }
    }

    private Quill exportedAndLifted(Path source) throws IOException {
        Path exported = folder.resolve("exported.onnx");
        CommandRun.ok(source, "-o", exported);
        return Quill.compile(lifted(exported), CheckedPolicy.DENSE, StripLayout.F32, Optional.empty());
    }

    static Stream<Arguments> exports() {
        return ZooModel.all().flatMap(zoo -> Stream.of(21, 23).map(opset -> Arguments.of(zoo, opset)));
    }

    @ParameterizedTest(name = "{0} in opset {1}")
    @MethodSource("exports")
    @Tag("shared")
    void ourExportsOfTheLibraryGiveTheLogitsOfTheOracles(ZooModel zoo, int opset) throws IOException {
        Path source = zoo.source(folder);
        Files.writeString(source, "target onnx { opset " + opset + "; }\n", StandardOpenOption.APPEND);
        int[] ids = zoo.ids();
        float[] expected = zoo.logits();
        try (Quill model = exportedAndLifted(source)) {
            int vocabulary = model.model().info().vocabulary();
            int tokens = ids.length / SEQUENCES;
            for (int i = 0; i < SEQUENCES; i++) {
                float[] own = Arrays.copyOfRange(expected, i * tokens * vocabulary, (i + 1) * tokens * vocabulary);
                compare(model, Arrays.copyOfRange(ids, i * tokens, (i + 1) * tokens), own, TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-legacy17", "vit-legacy17", "mobilenetv3s-legacy17", "t5enc-legacy17"})
    @Tag("shared")
    void modelsOfOtherKindsAreRefusedWithReasons(String name) {
        Path model = SharedFolder.require("onnx/exports/" + name).resolve("model.onnx");
        assertThatThrownBy(() -> lifted(model))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("E0814")
                .hasMessageContaining("holds no model of layers: ");
    }
}
