package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.OnnxTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.onnx.ExportOpsets;
import dev.rsparse.compiler.onnx.out.ExportedModel;
import dev.rsparse.compiler.onnx.out.OnnxExport;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `rsparsec MODEL.rsp -o OUT.onnx`: writes the model in standard operators of ONNX.
record ExportTask(Path model, Path output, CompileOptions options, boolean json, Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        options.refuseForClasses(console);
        try (ModelProject project = options.open(model)) {
            console.print(project.warnings(), project.sources());
            CompileOptions.Rewritten rewritten = options.rewrite(project, console);
            List<String> obstacles = OnnxExport.obstacles(rewritten.graph());
            if (!obstacles.isEmpty()) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.ONNX_EXPORT,
                        "the model has no form in ONNX: " + String.join(", ", obstacles),
                        "change the model, or export it with --policy dense");
            }
            OnnxExport.Settings settings = new OnnxExport.Settings(
                    project.model().onnx().map(OnnxTarget::opset).orElse(ExportOpsets.OLDEST),
                    options.onnxWeights(project),
                    Main.VERSION,
                    project.source().getFileName() + ", policy "
                            + rewritten.policy().name());
            ExportedModel exported =
                    OnnxExport.of(rewritten.graph(), rewritten.runs().weights(), settings);
            List<Path> written = write(exported);
            console.message("wrote " + written.stream().map(Path::toString).collect(Collectors.joining(" and "))
                    + " (policy " + rewritten.policy().name() + ", opset " + settings.opset() + ", " + exported.nodes()
                    + " nodes)");
            if (json) {
                printJson(written, project, rewritten, exported);
            }
            return 0;
        }
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
            List<Path> written, ModelProject project, CompileOptions.Rewritten rewritten, ExportedModel exported) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", output.toString());
        object.put("files", written.stream().map(Path::toString).toList());
        object.put("policy", rewritten.policy().name());
        object.put("nodes", exported.nodes());
        object.put("parameters", exported.parameters());
        object.putAll(DiagnosticJson.report(project.warnings()));
        console.json(object);
    }
}
