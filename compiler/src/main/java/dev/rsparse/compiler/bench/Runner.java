package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.eval.BytesPerToken;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One model at work: it reads a prompt and decodes fixed tokens behind it, and counts what it kept.
final class Runner {

    private final Engine engine;
    private final BenchSettings settings;
    private final Session session;
    private final int[] prompt;
    private final int[] decoded;
    private final long[] kept;
    private long thinned;

    Runner(Engine engine, Session session, BenchSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.session = session;
        int[] ids = Ids.measured(settings.positions(), engine.info().vocabulary());
        this.prompt = Arrays.copyOf(ids, settings.promptTokens());
        this.decoded = Arrays.copyOfRange(ids, settings.promptTokens(), ids.length);
        this.kept = new long[session.workspace().keptChannels().length];
    }

    /// Seconds to read the prompt.
    double prompt() {
        session.reset();
        long start = System.nanoTime();
        session.prefill(prompt);
        return (System.nanoTime() - start) / 1e9;
    }

    /// Seconds to decode all tokens behind the prompt, which was read right before.
    double decode() {
        long[] before = session.workspace().keptChannels();
        long thinnedBefore = session.workspace().thinnedTokens();
        long start = System.nanoTime();
        for (int id : decoded) {
            session.decode(id);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        thinned += session.workspace().thinnedTokens() - thinnedBefore;
        long[] after = session.workspace().keptChannels();
        for (int i = 0; i < kept.length; i++) {
            kept[i] += after[i] - before[i];
        }
        return seconds;
    }

    /// Seconds to decode one token, wherever the sequence stands.
    double next() {
        if (session.position() == session.capacity()) {
            session.reset();
        }
        int id = decoded[session.position() % decoded.length];
        long start = System.nanoTime();
        session.decode(id);
        return (System.nanoTime() - start) / 1e9;
    }

    /// Forgets what was kept so far.
    void forget() {
        Arrays.fill(kept, 0);
        thinned = 0;
    }

    /// Share of the covered linears' bytes that decoding read since it forgot, factors in full; 1 for a dense one.
    double density() {
        return engine.info().keptBytes(kept, thinned);
    }

    /// Bytes that one decoded token read: weights, see [BytesPerToken], as the masks fell since it forgot, and keys
    /// and values of the tokens before it and itself, a mean over the tokens decoded.
    double bytesPerToken() {
        Schedule schedule = engine.program().schedule();
        double positions = settings.promptTokens() + (settings.tokens() + 1) / 2.0;
        return BytesPerToken.of(schedule, densities())
                + positions * cacheBytes(schedule.graph().nodes());
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

    /// Bytes of keys and values of one position, in floats.
    private static double cacheBytes(List<Node> nodes) {
        return nodes.stream()
                .filter(Node.Attention.class::isInstance)
                .map(Node.Attention.class::cast)
                .mapToDouble(attention -> 2.0 * Float.BYTES * attention.kvHeads() * attention.headDim())
                .sum();
    }
}
