package dev.rsparse.benchmarks.skipping;

import dev.rsparse.compiler.bench.LoadMeter;
import dev.rsparse.compiler.bench.Machine;
import dev.rsparse.compiler.bench.ReadBandwidth;
import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.bench.Rounds.Sampler;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Verdict;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.load.JavaLoader;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.WeightContainer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Does a thinned product take the time of the bytes it reads? The dense product runs right before every
/// thinned one; a plain sum over the same memory says what the machine could do at that moment.
public final class Skipping {

    /// Samplers before this one read the memory as plain sums; from it on, dense and thinned products
    /// alternate.
    private static final int FIRST_PAIR = 2;

    /// A sum calls its method once for every piece of memory: a thousand times and more.
    private static final int LEAST_SUMS = 3;

    private final Stack stack;
    private final PrintWriter progress;
    private final WeightLayout layout;
    private final WeightContainer weights;
    private final ScoreHistogram inputs;

    /// One of the compiled models.
    private record Variant(String name, ModelInfo info, Session session) {}

    private Skipping(Stack stack, PrintWriter progress) {
        this.stack = stack;
        this.progress = progress;
        Engine dense = engine("dense", Map.of());
        this.layout = dense.program().schedule().layout();
        progress.println("filling " + layout.bytes() / 1_000_000 + " MB with random weights");
        this.weights = RandomWeights.of(layout);
        this.inputs = RandomWeights.inputs(layout, weights);
    }

    /// Measures.
    ///
    /// @param densities shares of the channels to keep, each in (0,1]
    /// @param rounds samples of each figure
    public static SkippingReport run(Stack stack, List<Double> densities, int rounds, PrintWriter progress) {
        Skipping skipping = new Skipping(stack, progress);
        try (WeightContainer _ = skipping.weights) {
            return skipping.measure(densities, rounds);
        }
    }

    private SkippingReport measure(List<Double> densities, int rounds) {
        Variant dense = variant("dense", Map.of());
        List<Variant> thinned = densities.stream().map(this::thinned).toList();
        ReadBandwidth memory = new ReadBandwidth(weights.data());
        List<Sampler> samplers = new ArrayList<>();
        samplers.add(round -> memory.seconds(1));
        samplers.add(round -> memory.seconds(8));
        for (Variant variant : thinned) {
            samplers.add(round -> pass(dense, round));
            samplers.add(round -> pass(variant, round));
        }
        warmUp(dense, thinned, memory);
        progress.println("one more round that does not count, then the measurement");
        Rounds.run(samplers, 1, progress);
        thinned.forEach(Skipping::forget);
        LoadMeter meter = new LoadMeter();
        double[][] seconds = Rounds.run(samplers, rounds, progress);
        LoadMeter.Load load = meter.read();
        progress.println("sum of the streams: " + memory.sum());
        return report(thinned, seconds, memory, load);
    }

    private void warmUp(Variant dense, List<Variant> thinned, ReadBandwidth memory) {
        int passes = Math.ceilDiv(Rounds.COMPILED, stack.copies());
        Rounds.warmUp("1 stream", LEAST_SUMS, round -> memory.seconds(1), progress);
        Rounds.warmUp("8 streams", LEAST_SUMS, round -> memory.seconds(8), progress);
        Rounds.warmUp(dense.name(), passes, round -> pass(dense, round), progress);
        for (Variant variant : thinned) {
            Rounds.warmUp(variant.name(), passes, round -> pass(variant, round), progress);
        }
    }

    private SkippingReport report(
            List<Variant> variants, double[][] seconds, ReadBandwidth memory, LoadMeter.Load load) {
        List<SkippingReport.Thinned> thinned = new ArrayList<>();
        List<double[]> denseRuns = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            double[] base = seconds[FIRST_PAIR + 2 * i];
            double[] own = seconds[FIRST_PAIR + 2 * i + 1];
            denseRuns.add(base);
            thinned.add(new SkippingReport.Thinned(
                    product(variants.get(i).name(), density(variants.get(i), own.length), Spread.of(own)),
                    Rounds.ratio(base, own)));
        }
        Spread dense =
                Spread.of(denseRuns.stream().flatMapToDouble(Arrays::stream).toArray());
        return new SkippingReport(
                Machine.detect(),
                stack,
                seconds[0].length,
                Spread.of(seconds[0]).rate(memory.bytes(1) / 1e9),
                Spread.of(seconds[1]).rate(memory.bytes(8) / 1e9),
                product("dense", 1, dense),
                thinned,
                load,
                verdict(seconds, dense, load));
    }

    private static Verdict verdict(double[][] seconds, Spread dense, LoadMeter.Load load) {
        Map<String, Spread> references = new LinkedHashMap<>();
        references.put("dense runs", dense);
        references.put("plain sums", Spread.of(seconds[0]));
        references.put("plain sums over 8 streams", Spread.of(seconds[1]));
        return Verdict.of(references, load);
    }

    private static double density(Variant variant, int tokens) {
        return variant.info().keptBytes(variant.session().workspace().keptChannels(), tokens);
    }

    /// @param seconds per token, which is one product with each of the copies
    private SkippingReport.Product product(String name, double density, Spread seconds) {
        return new SkippingReport.Product(
                name,
                density,
                Math.round(density * stack.in() * stack.columnBytes()),
                seconds.scaled(1e6 / stack.copies()),
                seconds.rate(density * stack.bytes() / 1e9));
    }

    /// One token through all linears.
    private static double pass(Variant variant, int round) {
        variant.session().reset();
        long start = System.nanoTime();
        variant.session().decode(round % Stack.INPUTS);
        return (System.nanoTime() - start) / 1e9;
    }

    private static void forget(Variant variant) {
        variant.session().workspace().forgetKept();
    }

    private Variant thinned(double density) {
        float threshold = density == 1 ? 0 : inputs.quantile(1 - density);
        return variant("sparse " + Math.round(density * 100) + " %", stack.thinnings(density, threshold));
    }

    private Variant variant(String name, Map<String, Thinning> thinnings) {
        progress.println("compiling " + name);
        String className = "Stack" + name.replaceAll("[^a-z0-9]", "");
        Engine engine = engine(name, thinnings);
        CompiledModel model = JavaLoader.load(className, engine.source("", className), weights);
        return new Variant(name, engine.info(), model.newSession(1));
    }

    private Engine engine(String name, Map<String, Thinning> thinnings) {
        return Engine.compile(stack.graph(), name, thinnings, stack.format(), key -> Optional.empty(), Set.of());
    }
}
