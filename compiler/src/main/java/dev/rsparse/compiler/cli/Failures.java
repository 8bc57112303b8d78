package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticJson;
import dev.rsparse.compiler.kernel.CodeSize;
import dev.rsparse.compiler.kernel.MethodTooLongException;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.app.InputException;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.text.TokenizerException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What a command could not do, as diagnostics and an exit status.
final class Failures implements IExecutionExceptionHandler {

    private static final int INTERRUPTED = 130;
    private static final int OUR_FAULT = 70;

    private static final String JSON = "--json";

    /// Status for trouble with files or the system.
    static final int SYSTEM_TROUBLE = 3;

    /// What the user's input has wrong.
    ///
    /// @param sources text of the files that diagnostics show lines of
    record Problem(List<Diagnostic> diagnostics, Map<String, String> sources) {}

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        Optional<Problem> problem = problem(failure);
        if (problem.isPresent()) {
            return print(command, problem.get());
        }
        PrintWriter err = command.getErr();
        return switch (failure) {
            case InterruptedException _ -> {
                err.println("rsparsec: interrupted");
                yield INTERRUPTED;
            }
            // Of our own making: a combination of options that picocli cannot see.
            case ParameterException usage -> throw usage;
            default -> internal(failure, err);
        };
    }

    /// What is wrong with the input; empty when it is not the input's fault.
    static Optional<Problem> problem(Exception failure) {
        return switch (failure) {
            case ProjectException problem -> Optional.of(new Problem(problem.diagnostics(), problem.sources()));
            case OnnxException problem -> inFile(problem.diagnostic());
            case WeightFileException problem -> inFile(FileProblems.of(problem));
            case TokenizerException problem -> inFile(FileProblems.of(problem));
            case InputException problem -> inFile(FileProblems.of(problem));
            case MethodTooLongException problem -> inFile(tooLong(problem));
            default -> Optional.empty();
        };
    }

    private static Optional<Problem> inFile(Diagnostic diagnostic) {
        return Optional.of(new Problem(List.of(diagnostic), Map.of()));
    }

    private static Diagnostic tooLong(MethodTooLongException problem) {
        return Diagnostic.inFile(
                        "model " + problem.model(),
                        Code.METHOD_TOO_LONG,
                        "the code of '" + problem.function() + "' takes " + problem.bytes()
                                + " bytes, the JVM compiles up to " + CodeSize.LONGEST)
                .help("choose another format with --weights, or give parts of the graph scopes: 'repeat … as part[i]'");
    }

    /// Prints what a bug report needs.
    static int internal(Throwable failure, PrintWriter err) {
        failure.printStackTrace(err);
        err.println("rsparsec: internal error: this is a bug of rsparsec; please report it with the lines above");
        return OUR_FAULT;
    }

    /// With `--json` a failure is one JSON object on standard output as well.
    private static int print(CommandLine command, Problem problem) {
        List<Diagnostic> diagnostics = problem.diagnostics();
        Console.print(command, diagnostics, problem.sources());
        if (command.getParseResult().hasMatchedOption(JSON)) {
            Console.json(command, DiagnosticJson.report(diagnostics));
        }
        return status(diagnostics).orElse(1);
    }

    /// The exit status that the first error among `diagnostics` asks for.
    static OptionalInt status(List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .filter(Diagnostic::isError)
                .mapToInt(error -> error.code().exitStatus())
                .findFirst();
    }
}
