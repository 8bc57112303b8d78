package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.project.SourceCheck;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.format.Formatter;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec fmt`: source files in the one layout there is.
@Command(
        name = "fmt",
        description = "Formats source files in place. A file with syntax errors, or one that needs no change, is left"
                + " as it is.")
final class FmtCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Mixin
    private Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE.rsp",
            description = "The files to format; - formats standard input to standard output.")
    private List<String> files;

    @Option(names = "--check", description = "Write nothing, name the files that would change, and exit with 1.")
    private boolean check;

    private final List<Diagnostic> problems = new ArrayList<>();
    private boolean unformatted;

    @Override
    public Integer call() throws IOException {
        for (String file : files) {
            try {
                format(file);
            } catch (ProjectException problem) {
                console.print(problem.diagnostics(), problem.sources());
                problems.addAll(problem.diagnostics());
            }
        }
        return Failures.status(problems).orElse(check && unformatted ? 1 : 0);
    }

    private void format(String file) throws IOException {
        boolean piped = file.equals(STANDARD_INPUT);
        String text =
                piped ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : SourceCheck.read(Path.of(file));
        String formatted = formatted(piped ? "<stdin>" : file, text);
        boolean changes = !formatted.equals(text);
        unformatted |= changes;
        if (check) {
            if (changes) {
                console.out().println(file);
            }
        } else if (piped) {
            console.out().print(formatted);
            console.out().flush();
        } else if (changes) {
            write(Path.of(file), formatted);
            console.message("formatted " + file);
        }
    }

    private static String formatted(String name, String text) {
        ParseResult parsed = SourceParser.parse(name, text);
        if (parsed.tree().isEmpty()) {
            throw new ProjectException(
                    parsed.errors().stream().map(Diagnostic::of).toList(), Map.of(name, text));
        }
        return Formatter.format(text);
    }

    private static void write(Path file, String formatted) {
        try {
            AtomicFile.write(file, formatted);
        } catch (IOException problem) {
            throw FileProblems.unwritable(file, problem);
        }
    }
}
