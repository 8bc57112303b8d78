package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.peers.CompareCommand;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.io.WeightFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// Measures speed, as ratios inside one run.
@Command(
        name = "benchmarks/run",
        description = "Measures what activation sparsity gains, as ratios inside one run.",
        version = "0.1.0",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        subcommands = {
            KernelsCommand.class,
            JmhCommand.class,
            DecodeCommand.class,
            ConvertCommand.class,
            IdleCommand.class,
            OnnxCommand.class,
            CompareCommand.class
        })
public final class Main implements Runnable {

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
    }

    /// Prints what the user did wrong; anything else goes on as it came.
    public static int report(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof IllegalArgumentException || failure instanceof WeightFileException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.USAGE;
        }
        if (failure instanceof ProjectException problem) {
            DiagnosticRenderer renderer = new DiagnosticRenderer(problem.sources(), false);
            command.getErr().println(renderer.render(problem.diagnostics()).stripTrailing());
            return ExitCode.USAGE;
        }
        throw failure;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }
}
