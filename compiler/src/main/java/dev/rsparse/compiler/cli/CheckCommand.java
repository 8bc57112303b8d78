package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.SourceCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec check`: what is wrong with source files, and nothing else.
@Command(
        name = "check",
        description = "Checks source files and prints what is wrong with them. Of weight files headers alone are read.")
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE.rsp", description = "The files to check.")
    private List<Path> files;

    @Option(names = "--json", description = "Print one JSON object with all diagnostics.")
    private boolean json;

    @Override
    public Integer call() {
        List<Diagnostic> found = new ArrayList<>();
        Map<String, String> sources = new HashMap<>();
        for (Path file : files) {
            try {
                SourceCheck check = SourceCheck.of(file);
                found.addAll(check.result().diagnostics());
                sources.putAll(check.sources());
            } catch (ProjectException unreadable) {
                found.addAll(unreadable.diagnostics());
            }
        }
        if (json) {
            console.json(DiagnosticJson.report(found));
        } else {
            console.print(found, sources);
            console.message(summary(found));
        }
        return Failures.status(found).orElse(0);
    }

    private String summary(List<Diagnostic> found) {
        int errors = (int) found.stream().filter(Diagnostic::isError).count();
        return count(files.size(), "file") + " checked: "
                + (found.isEmpty()
                        ? "nothing found"
                        : count(errors, "error") + ", " + count(found.size() - errors, "warning"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
