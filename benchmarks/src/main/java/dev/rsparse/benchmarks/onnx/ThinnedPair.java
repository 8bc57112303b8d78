package dev.rsparse.benchmarks.onnx;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Rounds.Sampler;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.compiler.cli.Main;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.run.Samples;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.tensor.CompiledGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How fast is the class of a thinned ONNX model beside that of the model itself? Thresholds are measured on the test
/// data beside the model, and both run on the first of them, in turns.
final class ThinnedPair {

    private ThinnedPair() {}

    static OnnxReport.Thinned run(Path model, OnnxModels.Settings settings, PrintWriter progress) {
        Map<String, TensorValue> inputs =
                Samples.of(OnnxFile.read(model), Optional.empty(), 1).get(0);
        try (CompiledGraph dense = load(model, settings);
                CompiledGraph thinned = thinned(model, settings, progress)) {
            Runnable one = OnnxModels.run(dense, inputs);
            Runnable other = OnnxModels.run(thinned, inputs);
            OnnxModels.perRun(one, OnnxModels.WARM_UP_SECONDS);
            OnnxModels.perRun(other, OnnxModels.WARM_UP_SECONDS);
            List<Sampler> samplers = List.of(
                    _ -> OnnxModels.perRun(one, settings.seconds()), _ -> OnnxModels.perRun(other, settings.seconds()));
            LoadMeter meter = new LoadMeter();
            double[][] seconds = Rounds.run(samplers, settings.rounds(), progress);
            LoadMeter.Load load = meter.read();
            Spread denseSpread = Spread.of(seconds[0]);
            return new OnnxReport.Thinned(
                    OnnxModels.name(model),
                    denseSpread.scaled(1e3),
                    Spread.of(seconds[1]).scaled(1e3),
                    Rounds.ratio(seconds[0], seconds[1]),
                    Verdict.of(Map.of("runs of the dense class", denseSpread), load));
        }
    }

    private static CompiledGraph load(Path model, OnnxModels.Settings settings) {
        return GraphCompiler.of(OnnxFile.read(model)).load(BackEnd.BYTECODE, settings.threads());
    }

    private static CompiledGraph thinned(Path model, OnnxModels.Settings settings, PrintWriter progress) {
        try {
            Path folder = Files.createTempDirectory("rsparsec-benchmarks-");
            Path target = folder.resolve("thinned.onnx");
            int status = Main.commandLine()
                    .setOut(progress)
                    .setErr(progress)
                    .execute(
                            "rewrite",
                            model.toString(),
                            "-o",
                            target.toString(),
                            "--sparsity",
                            String.valueOf(settings.sparsity()));
            if (status != 0) {
                throw new IllegalArgumentException(model + " is not thinned");
            }
            CompiledGraph graph = load(target, settings);
            Files.deleteIfExists(folder.resolve("thinned.onnx.data"));
            Files.delete(target);
            Files.delete(folder);
            return graph;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
