package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.inspect.Inspection;
import dev.rsparse.compiler.inspect.InspectionJson;
import dev.rsparse.compiler.inspect.InspectionText;
import dev.rsparse.compiler.inspect.OnnxInspection;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec inspect`: what a source file amounts to.
@Command(
        name = "inspect",
        description = "Shows a model's graph with its shapes, what a policy does to each linear and the rule that says"
                + " so, and how the linears run. Of an ONNX model: operators, inputs, outputs, parameters and sites.")
final class InspectCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(paramLabel = "MODEL", description = "The model's source MODEL.rsp, or a MODEL.onnx.")
    private Path model;

    @Mixin
    private CompileOptions options;

    @Option(names = "--json", description = "Print one JSON object; nothing is drawn together in it.")
    private boolean json;

    @Option(
            names = "--random-weights",
            description = "Do without a checkpoint: shapes are those that the bindings declare, and no lock is read.")
    private boolean random;

    @Override
    public Integer call() {
        if (OnnxModels.isOne(model)) {
            return onnx();
        }
        try (ModelProject project = random ? options.openRandom(model, 0) : options.open(model)) {
            console.print(project.warnings(), project.sources());
            Optional<Lock> lock =
                    random ? Optional.empty() : LockStore.of(project).read();
            Inspection inspection = Inspection.of(project, options.policy(project), lock, options.format(project));
            if (json) {
                console.json(InspectionJson.object(inspection));
            } else {
                console.out().print(InspectionText.print(inspection));
                console.out().flush();
            }
            return 0;
        }
    }

    private int onnx() {
        OnnxModels.allow(console, Set.of("--json"));
        OnnxInspection inspection = OnnxInspection.of(OnnxFile.read(model));
        if (json) {
            console.json(inspection.object());
        } else {
            console.out().print(inspection.text());
            console.out().flush();
        }
        return 0;
    }
}
