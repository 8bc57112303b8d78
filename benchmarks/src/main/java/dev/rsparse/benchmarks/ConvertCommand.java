package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.convert.Conversion;
import dev.rsparse.benchmarks.convert.ConversionReport;
import dev.rsparse.benchmarks.peers.Checkout;
import dev.rsparse.benchmarks.peers.WorkFolder;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Times packing of a model of random weights.
@Command(
        name = "convert",
        description = "Packs a model of random weights into a file and tells how fast, and with how much memory.",
        showDefaultValues = true)
final class ConvertCommand implements Callable<Integer> {

    private static final int SYSTEM_TROUBLE = 3;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rsp",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Source of a model that declares all shapes. Default: benchmarks/models/llama-3-8b.rsp.")
    private Optional<Path> rsp = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "Weights: ${COMPLETION-CANDIDATES}.")
    private StripLayout format = StripLayout.Q4;

    @Option(names = "--rounds", paramLabel = "N", description = "Samples of each figure.")
    private int rounds = 5;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description = "Where the file is written and deleted, on a disk with 10 GB free. Default: the system's"
                    + " temporary folder.")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "Print one JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new IllegalArgumentException("at least one round is needed, not " + rounds);
        }
        Path model = rsp.orElseGet(() -> Checkout.find().root().resolve("benchmarks/models/llama-3-8b.rsp"));
        try (WorkFolder folder =
                WorkFolder.create(work, Conversion.packedBytes(model, format), WorkFolder.Disk.real())) {
            folder.deleteOnInterrupt();
            ConversionReport report = Conversion.run(
                    model, format, folder.path(), rounds, spec.commandLine().getErr());
            spec.commandLine().getOut().println(json ? JsonPrinter.print(report.json()) : report.text());
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return SYSTEM_TROUBLE;
        }
    }
}
