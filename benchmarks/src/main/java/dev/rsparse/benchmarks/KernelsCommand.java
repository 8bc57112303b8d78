package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.kernels.Kernels;
import dev.rsparse.benchmarks.kernels.KernelsReport;
import dev.rsparse.benchmarks.kernels.ProductShape;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Times emitted products over weights that no cache holds.
@Command(
        name = "kernels",
        description = "Times dense and thinned products from memory, beside the memory's read bandwidth.",
        showDefaultValues = true)
final class KernelsCommand implements Callable<Integer> {

    private static final long LEAST_BYTES = 2_000_000_000;

    /// Weights take so many times the last-level cache that hardly anything is left of a pass when the
    /// next one begins.
    private static final int CACHES = 3;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "SHAPE",
            description = "Products: OUTxIN, or N*OUTxIN for N linears that read one input.")
    private List<String> shapes = List.of("4096x4096", "14336x4096", "2*14336x4096");

    @Option(
            names = "--formats",
            split = ",",
            paramLabel = "FORMAT",
            showDefaultValue = Visibility.NEVER,
            description = "Weights: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<StripLayout> formats = List.of(StripLayout.values());

    @Option(
            names = "--densities",
            split = ",",
            paramLabel = "D",
            description = "Shares of the channels that thinned products keep.")
    private List<Double> densities = List.of(0.5);

    @Option(names = "--threads", split = ",", paramLabel = "N", description = "Numbers of threads.")
    private List<Integer> threads = List.of(1, 2);

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            showDefaultValue = Visibility.NEVER,
            description = "Weights of each shape and format. Default: three times the last-level cache, at least 2000.")
    private long megabytes;

    @Option(names = "--rounds", paramLabel = "N", description = "Samples of each figure.")
    private int rounds = 5;

    @Option(names = "--json", description = "Print one JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() {
        long bytes = megabytes > 0
                ? megabytes * 1_000_000
                : Math.max(LEAST_BYTES, CACHES * Machine.detect().cacheBytes());
        Kernels.Settings settings = new Kernels.Settings(
                shapes.stream().map(ProductShape::parse).toList(), formats, densities, threads, bytes, rounds);
        KernelsReport report = Kernels.run(settings, spec.commandLine().getErr());
        spec.commandLine().getOut().println(json ? JsonPrinter.print(report.json()) : report.text());
        return 0;
    }
}
