package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.eval.BytesPerToken;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Workspace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What decoding kept of a thinned model while its counters were watched.
final class Kept {

    private final Engine engine;
    private final Workspace counters;
    private final long[] kept;
    private long thinned;

    Kept(Engine engine, Workspace counters) {
        this.engine = engine;
        this.counters = counters;
        this.kept = new long[counters.keptChannels().length];
    }

    /// Runs `decoding` and adds what it counts.
    void watch(Runnable decoding) {
        long[] before = counters.keptChannels();
        long thinnedBefore = counters.thinnedTokens();
        decoding.run();
        thinned += counters.thinnedTokens() - thinnedBefore;
        long[] after = counters.keptChannels();
        for (int i = 0; i < kept.length; i++) {
            kept[i] += after[i] - before[i];
        }
    }

    /// Forgets what was kept so far.
    void forget() {
        Arrays.fill(kept, 0);
        thinned = 0;
    }

    /// Share of the covered linears' bytes that a step read, factors in full; 1 for a dense model.
    double density() {
        return engine.info().keptBytes(kept, thinned);
    }

    /// Bytes of weights that a step read, see [BytesPerToken].
    double weightBytes() {
        Schedule schedule = engine.program().schedule();
        return BytesPerToken.of(schedule, densities());
    }

    private Map<String, Double> densities() {
        Map<String, Double> densities = new HashMap<>();
        List<ModelInfo.Site> sites = engine.info().sites();
        for (int i = 0; i < kept.length; i++) {
            ModelInfo.Site site = sites.get(i);
            double channels = (double) site.in() * site.out() / site.unit();
            densities.put(site.path(), thinned == 0 ? 1 : kept[i] / (thinned * channels));
        }
        return densities;
    }

    /// Bytes of keys and values that a token reads, a mean over the tokens decoded behind `before` others.
    static double cacheBytes(Engine engine, BenchSettings settings, int before) {
        double positions = before + (settings.tokens() + 1) / 2.0;
        return positions
                * engine.program().schedule().graph().nodes().stream()
                        .filter(Node.Attention.class::isInstance)
                        .map(Node.Attention.class::cast)
                        .mapToDouble(attention ->
                                2.0 * engine.info().kvCache().bytes() * attention.kvHeads() * attention.headDim())
                        .sum();
    }
}
