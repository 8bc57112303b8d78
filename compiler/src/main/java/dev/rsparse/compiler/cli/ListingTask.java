package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `rsparsec MODEL.rsp --emit listing`: writes the text that line numbers of class files point into.
record ListingTask(Path model, Optional<Path> output, CompileOptions options, boolean json, Console console)
        implements Callable<Integer> {

    @Override
    public Integer call() {
        try (ModelProject project = options.open(model)) {
            String packageName = project.target().map(JvmTarget::packageName).orElse("");
            String className = project.target()
                    .map(JvmTarget::className)
                    .orElse(project.model().name());
            String listing = options.compile(project, console)
                    .engine()
                    .classes(packageName, className)
                    .listing()
                    .get();
            output.ifPresent(file -> write(file, listing));
            if (json) {
                console.json(output.<Map<String, Object>>map(file -> Map.of("output", file.toString()))
                        .orElse(Map.of("listing", listing)));
            } else if (output.isEmpty()) {
                console.out().print(listing);
                console.out().flush();
            }
        }
        return 0;
    }

    private static void write(Path file, String listing) {
        try {
            AtomicFile.write(file, listing);
        } catch (IOException problem) {
            throw FileProblems.unwritable(file, problem);
        }
    }
}
