package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.SessionGroup;
import java.util.Arrays;

/// Several sequences of one model at work: each behind a prompt of its own, which is read once, they decode fixed
/// tokens together, again and again from the end of their prompts.
final class GroupRunner {

    private final Engine engine;
    private final BenchSettings settings;
    private final SessionGroup group;
    private final int positions;
    private final int[] ids;
    private final Kept kept;

    GroupRunner(Engine engine, CompiledModel model, BenchSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.group = model.newGroup();
        this.positions = settings.promptTokens() + settings.tokens();
        this.ids = Ids.measured(settings.batch() * positions, engine.info().vocabulary());
        this.kept = new Kept(engine, group.workspace());
        for (int i = 0; i < settings.batch(); i++) {
            Session session = model.newSession(positions);
            int from = i * positions;
            session.prefill(Arrays.copyOfRange(ids, from, from + settings.promptTokens()));
            group.join(session);
        }
    }

    /// Seconds to decode all tokens behind the prompts.
    double decode() {
        double[] seconds = new double[1];
        kept.watch(() -> {
            for (Session session : group.sessions()) {
                session.moveTo(settings.promptTokens());
            }
            long start = System.nanoTime();
            for (int step = 0; step < settings.tokens(); step++) {
                group.decode(tokens(step));
            }
            seconds[0] = (System.nanoTime() - start) / 1e9;
        });
        return seconds[0];
    }

    /// Seconds of one step, wherever the sequences stand.
    double next() {
        Session first = group.sessions().getFirst();
        if (first.position() == first.capacity()) {
            group.sessions().forEach(session -> session.moveTo(settings.promptTokens()));
        }
        int[] tokens = tokens(first.position() - settings.promptTokens());
        long start = System.nanoTime();
        group.decode(tokens);
        return (System.nanoTime() - start) / 1e9;
    }

    private int[] tokens(int step) {
        int[] tokens = new int[settings.batch()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids[i * positions + settings.promptTokens() + step];
        }
        return tokens;
    }

    /// Forgets what was kept so far.
    void forget() {
        kept.forget();
    }

    /// Share of the covered linears' bytes that a step read: the union of what its sequences kept.
    double density() {
        return kept.density();
    }

    /// Bytes that one decoded token read: its share of the weights that a step read, and keys and values of its own
    /// sequence.
    double bytesPerToken() {
        return kept.weightBytes() / settings.batch() + Kept.cacheBytes(engine, settings, settings.promptTokens());
    }
}
