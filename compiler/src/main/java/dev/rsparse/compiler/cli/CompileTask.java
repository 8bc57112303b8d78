package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.lang.model.SourceVersion;

/// `rsparsec MODEL.rsp -o OUT.java`: writes the class and its weights.
record CompileTask(Path model, Path output, CompileOptions options, boolean json, Console console)
        implements Callable<Integer> {

    private static final String JAVA = ".java";

    @Override
    public Integer call() {
        String className = className();
        try (ModelProject project = options.open(model)) {
            CompileOptions.Compiled compiled = options.compile(project, console);
            FactorStore factors = compiled.factors(project, console);
            String packageName = project.target().map(JvmTarget::packageName).orElse("");
            int threads = project.target().map(JvmTarget::threads).orElse(JvmTarget.DEFAULT_THREADS);
            String source = compiled.engine().withThreads(threads).source(packageName, className);
            Path weights = output.resolveSibling(className + ".weights");
            WeightPacker packer = compiled.engine().packer(compiled.runs().weights(), factors);
            // The class is put in place last and its disk space is taken first: what fails leaves the old pair whole.
            write(
                    output,
                    () -> AtomicFile.write(output, file -> {
                        writeFully(file, source);
                        write(weights, () -> packer.write(weights, metadata(project, compiled)));
                    }));
            console.message("wrote " + output + " and " + weights + " (policy "
                    + compiled.policy().name() + ")");
            report(packer.errors(), compiled.engine().program().schedule().layout());
            if (json) {
                Map<String, Object> written = new LinkedHashMap<>();
                written.put("output", output.toString());
                written.put("weights", weights.toString());
                written.put("policy", compiled.policy().name());
                written.putAll(DiagnosticJson.report(project.warnings()));
                console.json(written);
            }
            return 0;
        }
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

    private String className() {
        String name = output.getFileName().toString();
        String stem = name.endsWith(JAVA) ? name.substring(0, name.length() - JAVA.length()) : "";
        if (!SourceVersion.isIdentifier(stem) || SourceVersion.isKeyword(stem)) {
            throw ProjectException.of(
                    output.toString(),
                    stem.isEmpty() ? Code.NOT_SUPPORTED : Code.JAVA_NAME,
                    stem.isEmpty() ? "only Java source can be written so far" : "'" + stem + "' is not a class name",
                    "name a file such as Model.java");
        }
        return stem;
    }

    private static Map<String, String> metadata(ModelProject project, CompileOptions.Compiled compiled) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model", project.model().name());
        metadata.put("policy", compiled.policy().name());
        project.checkpoint().digests().forEach((file, digest) -> metadata.put("source:" + file, digest));
        return metadata;
    }

    /// Something that writes a file.
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private static void writeFully(FileChannel file, String text) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
            file.write(rest);
        }
    }

    private static void write(Path path, Write write) {
        try {
            write.run();
        } catch (IOException problem) {
            throw FileProblems.unwritable(path, problem);
        }
    }
}
