package dev.rsparse.compiler.cli;

import dev.rsparse.runtime.app.Defaults;
import dev.rsparse.runtime.sample.SamplingOptions;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How tokens are drawn.
final class SamplingFlags {

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = Defaults.TEMPERATURE,
            description = "0 takes the likeliest token, 1 draws as the model says. Default: ${DEFAULT-VALUE}.")
    private float temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = Defaults.TOP_K,
            description = "Draw among the K likeliest tokens; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = Defaults.TOP_P,
            description = "Draw among the fewest tokens that together have probability P. Default: ${DEFAULT-VALUE}.")
    private float topP;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = Defaults.SEED,
            description = "Seed of the draws; the same seed gives the same text. Default: ${DEFAULT-VALUE}.")
    private long seed;

    SamplingOptions options(Console console) {
        try {
            return new SamplingOptions(temperature, topK, topP, seed);
        } catch (IllegalArgumentException problem) {
            throw new CommandLine.ParameterException(console.commandLine(), problem.getMessage(), problem);
        }
    }
}
