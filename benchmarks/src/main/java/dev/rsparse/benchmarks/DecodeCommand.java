package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.decode.Decode;
import dev.rsparse.benchmarks.decode.DecodeReport;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.runtime.StripLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Times generation by a whole model, dense and thinned.
@Command(
        name = "decode",
        description = "Times decoding by a model, dense and uniformly thinned without a low-rank term, in turns.",
        showDefaultValues = true)
final class DecodeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--rsp", required = true, paramLabel = "FILE", description = "The model's source.")
    private Path rsp;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Folder of config.json and the weights. Default: the folder of the source.")
    private Optional<Path> checkpoint = Optional.empty();

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Token ids of real text, 16 bits each, little-endian. Default: text the dense model makes up.")
    private Optional<Path> calibration = Optional.empty();

    @Option(names = "--windows", paramLabel = "N", description = "Calibrate on this many windows of 256 tokens.")
    private int windows = 8;

    @Option(names = "--sparsity", paramLabel = "S", description = "Share of the linears' bytes not to read.")
    private double sparsity = 0.5;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Weights: ${COMPLETION-CANDIDATES}.")
    private StripLayout format = StripLayout.BF16;

    @Option(names = "--prompt", paramLabel = "N", description = "Tokens read before the clock starts.")
    private int prompt = 32;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens decoded per run.")
    private int tokens = 128;

    @Option(names = "--rounds", paramLabel = "N", description = "Pairs of runs.")
    private int rounds = 9;

    @Option(names = "--json", description = "Print one JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() {
        Decode.Settings settings = new Decode.Settings(sparsity, format, windows, prompt, tokens, rounds);
        Path folder = checkpoint.orElse(rsp.toAbsolutePath().getParent());
        try (ModelProject model = ModelProject.open(rsp, folder)) {
            DecodeReport report =
                    Decode.run(model, calibration, settings, spec.commandLine().getErr());
            spec.commandLine().getOut().println(json ? JsonPrinter.print(report) : report.text());
        }
        return 0;
    }
}
