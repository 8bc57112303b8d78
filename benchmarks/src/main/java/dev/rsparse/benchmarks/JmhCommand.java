package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.jmh.KernelPair;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs JMH over the kernels and their scalar twins.
@Command(
        name = "jmh",
        description = "Times each kernel beside its scalar twin, from the caches and on one thread, by JMH.",
        showDefaultValues = true)
final class JmhCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATTERN",
            showDefaultValue = Visibility.NEVER,
            description = "Regular expression of benchmarks, such as RmsNorm or Columns.*vector. Default: all.")
    private Optional<String> pattern = Optional.empty();

    @Option(names = "--forks", paramLabel = "N", description = "JVMs of each benchmark.")
    private int forks = 1;

    @Option(names = "--iterations", paramLabel = "N", description = "Measured after as many that warm up.")
    private int iterations = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "Of an iteration.")
    private int seconds = 1;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Where figures go as JSON.")
    private Optional<String> results = Optional.empty();

    @Override
    public Integer call() throws RunnerException {
        String all = KernelPair.class.getPackageName();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern.orElse(all))
                .forks(forks)
                .warmupIterations(iterations)
                .measurementIterations(iterations)
                .warmupTime(TimeValue.seconds(seconds))
                .measurementTime(TimeValue.seconds(seconds));
        results.ifPresent(file -> options.resultFormat(ResultFormatType.JSON).result(file));
        return new Runner(options.build()).run().isEmpty() ? 1 : 0;
    }
}
