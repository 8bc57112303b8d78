package dev.rsparse.compiler.onnx.cases;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.run.TensorFiles;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.tensor.CompiledGraph;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs cases.
public final class CaseRunner {

    private final Tolerance tolerance;
    private final BackEnd backEnd;
    private final int threads;

    /// @param threads that run each model
    public CaseRunner(Tolerance tolerance, BackEnd backEnd, int threads) {
        this.tolerance = tolerance;
        this.backEnd = backEnd;
        this.threads = threads;
    }

    /// Compiles the model and runs it on all recorded inputs; whatever goes wrong is in the result.
    public CaseResult run(TestCase testCase) {
        GraphCompiler compiler;
        try {
            compiler = GraphCompiler.of(OnnxFile.read(testCase.model()));
        } catch (OnnxException unusable) {
            boolean isMissing = unusable.diagnostic().code() == Code.ONNX_OPERATORS;
            CaseResult.Status status = isMissing ? CaseResult.Status.UNSUPPORTED : CaseResult.Status.FAILED;
            return failed(testCase, status, unusable.diagnostic().message());
        }
        try (CompiledGraph graph = compiler.load(backEnd, threads)) {
            Difference all = Difference.NONE;
            for (Path run : testCase.runs()) {
                all = all.and(run(graph, run));
            }
            return new CaseResult(
                    testCase.name(),
                    all.problem().isPresent() ? CaseResult.Status.FAILED : CaseResult.Status.PASSED,
                    all.worst(),
                    all.problem().orElse(""));
        } catch (OnnxException unusable) {
            return failed(
                    testCase, CaseResult.Status.FAILED, unusable.diagnostic().message());
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException failure) {
            return failed(testCase, CaseResult.Status.FAILED, failure.toString());
        }
    }

    private static CaseResult failed(TestCase testCase, CaseResult.Status status, String reason) {
        return new CaseResult(testCase.name(), status, Double.POSITIVE_INFINITY, reason);
    }

    private Difference run(CompiledGraph graph, Path folder) {
        graph.run(TestCase.inputs(folder, graph.inputs().size()));
        Difference all = Difference.NONE;
        for (int i = 0; i < graph.outputs().size(); i++) {
            Path expected = folder.resolve("output_" + i + ".pb");
            if (Files.exists(expected)) {
                TensorValue wanted = TensorFiles.read(expected);
                all = all.and(Difference.of(graph.outputs().get(i), wanted, graph.output(i), tolerance));
            }
        }
        return all;
    }
}
