package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.idle.Idle;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures what an idle session costs.
@Command(
        name = "idle",
        description = "Measures the processor time of a session's threads while nobody asks for a token.",
        showDefaultValues = true)
final class IdleCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the session, its caller among them.")
    private int threads = 2;

    @Option(names = "--after", paramLabel = "MS", description = "Milliseconds from the last token to a sample.")
    private int after = 10;

    @Option(names = "--sample", paramLabel = "MS", description = "Milliseconds of a sample.")
    private int sample = 1000;

    @Option(names = "--rounds", paramLabel = "N", description = "Samples.")
    private int rounds = 5;

    @Option(names = "--json", description = "Print one JSON object in place of the line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (threads < 2 || after < 0 || sample < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "--threads is 2 or more, --after 0 or more, --sample and --rounds are 1 or more");
        }
        Idle.Report report = Idle.run(threads, after, sample, rounds);
        spec.commandLine().getOut().println(json ? JsonPrinter.print(report.json()) : report.text());
        return 0;
    }
}
