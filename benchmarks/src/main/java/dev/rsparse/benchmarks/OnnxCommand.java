package dev.rsparse.benchmarks;

import dev.rsparse.benchmarks.onnx.OnnxModels;
import dev.rsparse.benchmarks.onnx.OnnxReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Times classes compiled from ONNX models beside ONNX Runtime.
@Command(
        name = "onnx",
        description = "Times ONNX models compiled to Java beside ONNX Runtime, in turns, on their test data.",
        showDefaultValues = true)
final class OnnxCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "MODEL.onnx", description = "Models.")
    private List<Path> models;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each of the two.")
    private int threads = 2;

    @Option(names = "--rounds", paramLabel = "N", description = "Pairs of timed stretches.")
    private int rounds = 9;

    @Option(names = "--seconds", paramLabel = "S", description = "Seconds of a stretch.")
    private double seconds = 0.5;

    @Option(
            names = "--sparsity",
            paramLabel = "S",
            description = "Time each model also with this share of its linears' weights not read, beside its dense"
                    + " class; 0 for none.")
    private double sparsity;

    @Option(names = "--json", description = "Print one JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() {
        OnnxReport report = OnnxModels.run(
                models,
                new OnnxModels.Settings(threads, rounds, seconds, sparsity),
                spec.commandLine().getErr());
        spec.commandLine().getOut().println(json ? JsonPrinter.print(report) : report.text());
        return 0;
    }
}
