package dev.rsparse.compiler.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The `rsparsec` command line.
@Command(
        name = "rsparsec",
        description = "Compiles a model and an R-Sparse policy to one specialised Java class.",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        subcommands = Main.Run.class)
public final class Main implements Runnable {

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }

    /// Generates text.
    @Command(name = "run", description = "Generates text from a prompt.", mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {

        @Parameters(paramLabel = "MODEL.rsp", description = "The model's source.")
        private Path model;

        @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "Where the text begins.")
        private String prompt;

        @Option(names = "--exit", defaultValue = "0", hidden = true)
        private int exit;

        @Override
        public Integer call() {
            System.out.println(model + " " + Arrays.toString(prompt.split(" ", -1)));
            return exit;
        }
    }
}
