package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.schedule.WeightLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `rsparsec MODEL.rsp -o OUT`: writes the class and its weights, or a jar with both.
///
/// @param name of the output, which is no ONNX model
record CompileTask(
        Path model, Path output, OutputName name, int release, CompileOptions options, boolean json, Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        try (ModelProject project = options.open(model)) {
            CompileOptions.Compiled compiled = options.compile(project, console);
            FactorStore factors = compiled.factors(project, console);
            OutputWriter writer = writer(output, project, packageName(project), release, compiled, factors);
            List<Path> written = writer.write(name);
            console.message(
                    "wrote " + listed(written) + " (policy " + compiled.policy().name() + ")");
            report(
                    writer.packer().errors(),
                    compiled.engine().program().schedule().layout());
            if (json) {
                printJson(written, project, compiled);
            }
            return 0;
        }
    }

    private static String packageName(ModelProject project) {
        return project.target().map(JvmTarget::packageName).orElse("");
    }

    /// What writes a compiled model to `output`, in a package.
    static OutputWriter writer(
            Path output,
            ModelProject project,
            String packageName,
            int release,
            CompileOptions.Compiled compiled,
            FactorStore factors) {
        int threads = project.target().map(JvmTarget::threads).orElse(JvmTarget.DEFAULT_THREADS);
        WeightPacker packer = compiled.engine().packer(compiled.runs().weights(), factors);
        return new OutputWriter(
                output,
                project,
                packageName,
                compiled.engine().withThreads(threads),
                release,
                packer,
                metadata(project, compiled));
    }

    /// Names of files, for a sentence.
    static String listed(List<Path> files) {
        String last = files.getLast().toString();
        return files.size() == 1
                ? last
                : files.subList(0, files.size() - 1).stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")) + " and " + last;
    }

    private void printJson(List<Path> written, ModelProject project, CompileOptions.Compiled compiled) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("output", output.toString());
        // The last of several files; a jar has its weights inside.
        object.put("weights", written.getLast().toString());
        object.put("files", written.stream().map(Path::toString).toList());
        object.put("policy", compiled.policy().name());
        object.putAll(DiagnosticJson.report(project.warnings()));
        console.json(object);
    }

    /// Tells how far the weights of each linear were moved, where they were.
    private void report(Map<String, Double> errors, WeightLayout layout) {
        if (errors.values().stream().anyMatch(error -> error != 0)) {
            console.message("relative error of the weights of each linear:");
            errors.forEach((linear, error) -> console.message(String.format(
                    Locale.ROOT,
                    "  %-24s %-4s %.5f",
                    linear,
                    layout.format(linear).text(),
                    error)));
        }
    }

    private static Map<String, String> metadata(ModelProject project, CompileOptions.Compiled compiled) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model", project.model().name());
        metadata.put("policy", compiled.policy().name());
        project.checkpoint().digests().forEach((file, digest) -> metadata.put("source:" + file, digest));
        return metadata;
    }
}
