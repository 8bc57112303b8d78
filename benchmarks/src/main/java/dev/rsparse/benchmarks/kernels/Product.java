package dev.rsparse.benchmarks.kernels;

import dev.rsparse.compiler.bench.Rounds;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.eval.BytesPerToken;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.WeightContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A stack compiled dense or thinned, as any model is, over weights that several share.
final class Product {

    private final Stack stack;
    private final double asked;
    private final Engine engine;
    private final int mostThreads;
    private CompiledModel model;
    private Session session;
    private long thinnedBefore;

    /// @param asked share of the channels to keep; 1 for the dense product
    /// @param mostThreads that will run it
    Product(Stack stack, double asked, int mostThreads) {
        this.stack = stack;
        this.asked = asked;
        this.mostThreads = mostThreads;
        this.engine = Engine.compile(
                stack.graph(),
                "dense",
                asked == 1 ? Map.of() : stack.thinnings(asked),
                stack.format(),
                _ -> Optional.empty(),
                Set.of());
    }

    double asked() {
        return asked;
    }

    /// The weights of all products of its stack, in memory.
    WeightContainer pack() {
        return engine.packer(stack.weights(), FactorSource.none()).pack();
    }

    /// Emits, compiles and loads the class.
    void load(WeightContainer weights) {
        model = engine.load(weights);
        model.setThreads(mostThreads);
        session = model.newSession(1);
    }

    /// Passes after which every kernel was called as often as the JIT wants: each product calls each at least once.
    int warmUpPasses() {
        return Math.ceilDiv(Rounds.COMPILED, stack.copies());
    }

    /// Seconds for one token through all copies.
    double seconds(int threads, int round) {
        model.setThreads(threads);
        session.reset();
        long start = System.nanoTime();
        session.decode(round % Stack.INPUTS);
        return (System.nanoTime() - start) / 1e9;
    }

    /// Forgets which channels were kept so far.
    void forget() {
        session.workspace().forgetKept();
        thinnedBefore = session.workspace().thinnedTokens();
    }

    /// Share of the channels that were kept since it forgot.
    double density() {
        return asked == 1 ? 1 : engine.info().keptBytes(session.workspace().keptChannels(), tokens());
    }

    /// Bytes that a pass read on average since it forgot: weights, scales, and the list of kept channels.
    double bytes() {
        Schedule schedule = engine.program().schedule();
        long[] kept = session.workspace().keptChannels();
        List<ModelInfo.Site> sites = engine.info().sites();
        Map<String, Double> densities = new HashMap<>();
        for (int i = 0; i < kept.length; i++) {
            densities.put(
                    sites.get(i).path(),
                    (double) kept[i] / (tokens() * stack.shape().in()));
        }
        return BytesPerToken.of(schedule, densities);
    }

    private long tokens() {
        return session.workspace().thinnedTokens() - thinnedBefore;
    }

    /// Ends its threads; the weights stay.
    void close() {
        model.setThreads(1);
    }
}
