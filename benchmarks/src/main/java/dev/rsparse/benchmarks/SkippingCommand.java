package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.skipping.Skipping;
import dev.rsparse.benchmarks.skipping.SkippingReport;
import dev.rsparse.benchmarks.skipping.Stack;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Times one linear at several densities, over weights that no cache holds.
@Command(
        name = "skipping",
        description = "Times a linear whose inactive channels are not read, beside the dense one.",
        showDefaultValues = true)
final class SkippingCommand implements Callable<Integer> {

    private static final long LEAST_BYTES = 1_500_000_000;

    /// Weights take so many times the last-level cache that hardly anything is left of a pass when the
    /// next one begins.
    private static final int CACHES = 3;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "N", description = "Extent of the outputs.")
    private int out = 4096;

    @Option(names = "--in", paramLabel = "N", description = "Extent of the inputs: the number of channels.")
    private int in = 14336;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            showDefaultValue = Visibility.NEVER,
            description = "Weights in all. Default: three times the last-level cache, at least 1500.")
    private long megabytes;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Weights: ${COMPLETION-CANDIDATES}.")
    private StripLayout format = StripLayout.BF16;

    @Option(names = "--densities", split = ",", paramLabel = "D", description = "Shares of the channels to keep.")
    private List<Double> densities = List.of(1.0, 0.7, 0.5, 0.3);

    @Option(names = "--rounds", paramLabel = "N", description = "Samples of each figure.")
    private int rounds = 9;

    @Option(names = "--json", description = "Print one JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() {
        if (densities.stream().anyMatch(density -> !(density > 0 && density <= 1))) {
            throw new IllegalArgumentException("a density is above 0 and at most 1, unlike one of " + densities);
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("at least one round is needed, not " + rounds);
        }
        long bytes = megabytes > 0
                ? megabytes * 1_000_000
                : Math.max(LEAST_BYTES, CACHES * Machine.detect().cacheBytes());
        Stack stack = Stack.filling(bytes, out, in, format);
        SkippingReport report =
                Skipping.run(stack, densities, rounds, spec.commandLine().getErr());
        spec.commandLine().getOut().println(json ? JsonPrinter.print(report) : report.text());
        return 0;
    }
}
