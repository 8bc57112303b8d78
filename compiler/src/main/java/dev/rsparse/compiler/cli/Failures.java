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

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        PrintWriter err = command.getErr();
        return switch (failure) {
            case ProjectException problem -> print(command, problem.diagnostics(), problem.sources());
            case OnnxException problem -> print(command, List.of(problem.diagnostic()), Map.of());
            case WeightFileException problem -> print(command, List.of(FileProblems.of(problem)), Map.of());
            case TokenizerException problem -> print(command, List.of(FileProblems.of(problem)), Map.of());
            case InputException problem -> print(command, List.of(FileProblems.of(problem)), Map.of());
            case MethodTooLongException problem -> print(command, List.of(tooLong(problem)), Map.of());
            case InterruptedException _ -> {
                err.println("rsparsec: interrupted");
                yield INTERRUPTED;
            }
            // Of our own making: a combination of options that picocli cannot see.
            case ParameterException usage -> throw usage;
            default -> internal(failure, err);
        };
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
    private static int print(CommandLine command, List<Diagnostic> diagnostics, Map<String, String> sources) {
        Console.print(command, diagnostics, sources);
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
