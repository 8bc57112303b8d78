package dev.rsparse.compiler.onnx.cases;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.GraphRunner;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs cases.
public final class CaseRunner {

    private final Tolerance tolerance;
    private final Workers workers;

    public CaseRunner(Tolerance tolerance, Workers workers) {
        this.tolerance = tolerance;
        this.workers = workers;
    }

    /// Compiles the model and runs it on all recorded inputs; whatever goes wrong is in the result.
    public CaseResult run(TestCase testCase) {
        try {
            TensorGraph graph = ModelImporter.read(OnnxFile.read(testCase.model()));
            double worst = 0;
            for (Path run : testCase.runs()) {
                Difference difference = run(graph, run);
                worst = Math.max(worst, difference.worst());
                if (difference.problem().isPresent()) {
                    return new CaseResult(
                            testCase.name(),
                            CaseResult.Status.FAILED,
                            worst,
                            difference.problem().get());
                }
            }
            return new CaseResult(testCase.name(), CaseResult.Status.PASSED, worst, "");
        } catch (OnnxException unusable) {
            boolean isMissing = unusable.diagnostic().code() == Code.ONNX_OPERATORS;
            return failed(
                    testCase,
                    isMissing ? CaseResult.Status.UNSUPPORTED : CaseResult.Status.FAILED,
                    unusable.diagnostic().message());
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException failure) {
            return failed(testCase, CaseResult.Status.FAILED, failure.toString());
        }
    }

    private static CaseResult failed(TestCase testCase, CaseResult.Status status, String reason) {
        return new CaseResult(testCase.name(), status, Double.POSITIVE_INFINITY, reason);
    }

    private Difference run(TensorGraph graph, Path folder) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            TensorValue value = TensorFiles.read(folder.resolve("input_" + i + ".pb"));
            inputs.add(TensorBytes.tensor(ElementTypes.of(value.type()).orElseThrow(), value.dims(), value.bytes()));
        }
        List<Tensor> outputs = GraphRunner.run(graph, inputs, workers);
        Difference all = new Difference(0, Optional.empty());
        for (int i = 0; i < outputs.size(); i++) {
            Path expected = folder.resolve("output_" + i + ".pb");
            if (Files.exists(expected)) {
                all = all.and(
                        Difference.of(graph.outputs().get(i), TensorFiles.read(expected), outputs.get(i), tolerance));
            }
        }
        return all;
    }
}
