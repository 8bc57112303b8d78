package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.OnnxTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.onnx.ExportOpsets;
import dev.rsparse.compiler.onnx.out.ExportedModel;
import dev.rsparse.compiler.onnx.out.OnnxExport;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `rsparsec MODEL.rsp -o OUT.onnx`: writes the model in standard operators of ONNX.
///
/// @param form how thinned linears are spelled, where the command line says
record ExportTask(
        Path model, Path output, Optional<ExportTask.Form> form, CompileOptions options, boolean json, Console console)
        implements Callable<Integer> {

    /// How thinned linears are spelled.
    enum Form {
        FUNCTION,
        INLINE
    }

    @Override
    public Integer call() {
        options.refuseForClasses(console);
        try (ModelProject project = options.open(model)) {
            CompileOptions.Rewritten rewritten = options.rewrite(project, console);
            List<String> obstacles = OnnxExport.obstacles(rewritten.graph());
            if (!obstacles.isEmpty()) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.ONNX_EXPORT,
                        "the model has no form in ONNX: " + String.join("; ", obstacles),
                        "give the model one input, of tokens, i32[T], rows of numbers, f32[N,4], or pictures,"
                                + " f32[N,3,8,8]");
            }
            List<Diagnostic> warnings = new ArrayList<>(project.warnings());
            phaseWarning(project, rewritten).ifPresent(warnings::add);
            console.print(warnings, project.sources());
            OnnxExport.Settings settings = settings(project, rewritten);
            ExportedModel exported = OnnxExport.of(
                    rewritten.graph(), rewritten.runs().weights(), rewritten.factors(project, console), settings);
            List<Path> written = write(exported);
            console.message("wrote " + written.stream().map(Path::toString).collect(Collectors.joining(" and "))
                    + " (policy " + rewritten.policy().name() + ", opset " + settings.opset() + ", " + exported.nodes()
                    + " nodes)");
            if (json) {
                printJson(written, warnings, rewritten, exported);
            }
            return 0;
        }
    }

    private OnnxExport.Settings settings(ModelProject project, CompileOptions.Rewritten rewritten) {
        Optional<OnnxTarget> target = project.model().onnx();
        return new OnnxExport.Settings(
                target.map(OnnxTarget::opset).orElse(ExportOpsets.OLDEST),
                form.map(Form.INLINE::equals)
                        .or(() -> target.map(OnnxTarget::inline))
                        .orElse(false),
                options.onnxWeights(project),
                rewritten.policy().firstDense(),
                Main.VERSION,
                project.source().getFileName() + ", policy "
                        + rewritten.policy().name());
    }

    private static Optional<Diagnostic> phaseWarning(ModelProject project, CompileOptions.Rewritten rewritten) {
        boolean decode = rewritten.thinnings().values().stream().anyMatch(thinning -> thinning.phase() == Phase.DECODE);
        return decode
                ? Optional.of(Diagnostic.inFile(
                                project.source().toString(),
                                Code.ONNX_PHASE,
                                "policy '" + rewritten.policy().name()
                                        + "' thins generated tokens, and the exported model thins every token")
                        .help("a model without a KV cache does not know which tokens are the prompt; write phase all;"
                                + " to calibrate for that"))
                : Optional.empty();
    }

    private List<Path> write(ExportedModel exported) {
        try {
            return exported.write(output);
        } catch (FileSystemException problem) {
            throw FileProblems.unwritable(Path.of(problem.getFile()), problem);
        } catch (IOException problem) {
            throw FileProblems.unwritable(output, problem);
        }
    }

    private void printJson(
            List<Path> written, List<Diagnostic> warnings, CompileOptions.Rewritten rewritten, ExportedModel exported) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", output.toString());
        object.put("files", written.stream().map(Path::toString).toList());
        object.put("policy", rewritten.policy().name());
        object.put("nodes", exported.nodes());
        object.put("parameters", exported.parameters());
        object.putAll(DiagnosticJson.report(warnings));
        console.json(object);
    }
}
