package dev.rsparse.benchmarks.onnx;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Rounds.Sampler;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.compile.GraphCompiler;
import dev.rsparse.compiler.onnx.in.ElementTypes;
import dev.rsparse.compiler.onnx.in.TensorBytes;
import dev.rsparse.compiler.onnx.run.OnnxSession;
import dev.rsparse.compiler.onnx.run.Samples;
import dev.rsparse.compiler.onnx.run.TensorValue;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How fast is a class that was compiled from an ONNX model beside ONNX Runtime? Both take the first inputs of the test
/// data beside the model, else random ones, laid where they read them; runs of both alternate.
public final class OnnxModels {

    static final double WARM_UP_SECONDS = 3;

    private OnnxModels() {}

    /// What to measure.
    ///
    /// @param threads of each of the two
    /// @param rounds pairs of timed stretches
    /// @param seconds of a stretch
    /// @param sparsity share of the linears' weights that thinned models do not read; 0 for no thinned models
    public record Settings(int threads, int rounds, double seconds, double sparsity) {
        public Settings {
            if (threads < 1 || rounds < 1 || !(seconds > 0)) {
                throw new IllegalArgumentException("threads and rounds are at least 1, seconds above 0");
            }
            if (!(sparsity >= 0 && sparsity < 1)) {
                throw new IllegalArgumentException("sparsity is at least 0 and below 1");
            }
        }
    }

    /// Measures models one after the other.
    public static OnnxReport run(List<Path> models, Settings settings, PrintWriter progress) {
        List<OnnxReport.Row> rows = new ArrayList<>();
        List<OnnxReport.Thinned> thinned = new ArrayList<>();
        for (Path model : models) {
            progress.println(model + ": compiling and warming up");
            rows.add(run(model, settings, progress));
            if (settings.sparsity() > 0) {
                thinned.add(ThinnedPair.run(model, settings, progress));
            }
        }
        return new OnnxReport(Machine.detect(), settings, rows, thinned);
    }

    private static OnnxReport.Row run(Path model, Settings settings, PrintWriter progress) {
        OnnxFile file = OnnxFile.read(model);
        Map<String, TensorValue> inputs = Samples.of(file, Optional.empty(), 1).get(0);
        try (CompiledGraph graph = GraphCompiler.of(file).load(BackEnd.BYTECODE, settings.threads());
                OnnxSession session = OnnxSession.open(model, settings.threads());
                OnnxSession.Prepared prepared = session.prepare(inputs)) {
            Runnable ours = run(graph, inputs);
            perRun(ours, WARM_UP_SECONDS);
            perRun(prepared::run, WARM_UP_SECONDS / 3);
            List<Sampler> samplers =
                    List.of(_ -> perRun(prepared::run, settings.seconds()), _ -> perRun(ours, settings.seconds()));
            LoadMeter meter = new LoadMeter();
            double[][] seconds = Rounds.run(samplers, settings.rounds(), progress);
            LoadMeter.Load load = meter.read();
            Spread theirs = Spread.of(seconds[0]);
            return new OnnxReport.Row(
                    name(model),
                    theirs.scaled(1e3),
                    Spread.of(seconds[1]).scaled(1e3),
                    Rounds.ratio(seconds[0], seconds[1]),
                    Verdict.of(Map.of("runs of ONNX Runtime", theirs), load));
        }
    }

    /// What a model is called: its folder.
    static String name(Path model) {
        return model.toAbsolutePath().getParent().getFileName().toString();
    }

    /// One run of a class on a sample.
    static Runnable run(CompiledGraph graph, Map<String, TensorValue> inputs) {
        Tensor[] given = graph.inputs().stream()
                .map(port -> tensor(inputs.get(port.name())))
                .toArray(Tensor[]::new);
        return () -> graph.run(given);
    }

    private static Tensor tensor(TensorValue value) {
        return TensorBytes.tensor(ElementTypes.of(value.type()).orElseThrow(), value.dims(), value.bytes());
    }

    /// Seconds of one run, on the average of as many as fit into the time.
    static double perRun(Runnable run, double seconds) {
        long start = System.nanoTime();
        int runs = 0;
        double spent;
        do {
            run.run();
            runs++;
            spent = (System.nanoTime() - start) / 1e9;
        } while (spent < seconds);
        return spent / runs;
    }
}
