package dev.rsparse.compiler.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// How linears of an ONNX model are to be thinned where no policy says it.
final class ThinningOptions {

    @Option(
            names = "--sparsity",
            paramLabel = "SHARE",
            converter = ShareConverter.class,
            description = "Of an ONNX model: share of each linear's weight not to read, such as 50%%.")
    private Double sparsity;

    @Option(
            names = "--split",
            paramLabel = "SHARE",
            converter = ShareConverter.class,
            defaultValue = "0.95",
            description = "Share of what is read that goes to channels, the rest to the low-rank product"
                    + " (default: ${DEFAULT-VALUE}).")
    private double split;

    @Option(
            names = "--all",
            description = "With --sparsity: thin also linears that give an output of the model, such as a head.")
    private boolean all;

    Optional<Double> sparsity() {
        return Optional.ofNullable(sparsity);
    }

    double split() {
        return split;
    }

    boolean all() {
        return all;
    }

    /// Refuses both a sparsity and a policy, and neither.
    void validate(Console console, Optional<Path> policy) {
        if (sparsity().isPresent() == policy.isPresent()) {
            throw usage(console, "say how much not to read: --sparsity 50% or --policy FILE.rsp, one of them");
        }
    }

    private static ParameterException usage(Console console, String message) {
        return new ParameterException(console.commandLine(), message);
    }
}
