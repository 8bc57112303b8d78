package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.cli.CommandRun;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.FolderSamples;
import dev.rsparse.compiler.onnx.run.OnnxSession;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.op.fused.FusedSparseLinear;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exports of torch that `rewrite` thinned, compiled: against ONNX Runtime, which runs the function that they bring.
@Tag("shared")
class ThinnedExportsTest {

    /// Times the greatest of 1 and the number itself.
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    /// Thresholds are measured on random inputs: on those of the test a score would lie right at each of them, where
    /// the last bit decides. So it does for the class token of a vision model, which is the same for all inputs.
    @ParameterizedTest
    @ValueSource(
            strings = {"bert-dynamo23", "bert-legacy17", "mlp-relu-dynamo18", "mlp-relu-legacy17", "mlp-3d-legacy17"})
    void giveWhatOnnxRuntimeGives(String name) throws IOException {
        Path export = SharedFolder.require("onnx/exports/" + name);
        Path model = Files.copy(export.resolve("model.onnx"), folder.resolve("model.onnx"));
        Path thinned = folder.resolve("thinned.onnx");
        CommandRun.ok("rewrite", model, "-o", thinned, "--sparsity", "50%", "--split", "0.7", "--all");
        OnnxFile file = OnnxFile.read(thinned);
        GraphCompiler compiler = GraphCompiler.of(file);
        assertThat(compiler.program().operators())
                .as("linears that skip channels")
                .anyMatch(operator -> operator.type().equals(FusedSparseLinear.class));
        FolderSamples samples = FolderSamples.of(file, export);
        try (OnnxSession session = OnnxSession.open(thinned, OnnxSession.THREADS);
                CompiledGraph graph = compiler.load(BackEnd.BYTECODE, 2)) {
            for (int i = 0; i < samples.count(); i++) {
                Map<String, TensorValue> inputs = samples.get(i);
                graph.run(graph.inputs().stream()
                        .map(port -> tensor(inputs.get(port.name())))
                        .toArray(Tensor[]::new));
                Map<String, TensorValue> expected = session.run(inputs);
                for (int output = 0; output < graph.outputs().size(); output++) {
                    compare(expected.get(graph.outputs().get(output)), graph.output(output));
                }
            }
        }
    }

    private static Tensor tensor(TensorValue value) {
        return TensorBytes.tensor(ElementTypes.of(value.type()).orElseThrow(), value.dims(), value.bytes());
    }

    private static void compare(TensorValue expected, Tensor found) {
        float[] numbers = expected.floats();
        assertThat(found.count()).isEqualTo(numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            double difference = Math.abs(numbers[i] - found.number(i)) / Math.max(1, Math.abs(numbers[i]));
            assertThat(difference).isLessThanOrEqualTo(TOLERANCE);
        }
    }
}
