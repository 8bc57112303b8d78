package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.runtime.Session;
import java.util.Arrays;

/// One model at work: it reads a prompt and decodes fixed tokens behind it, and counts what it kept.
final class Runner {

    private final Engine engine;
    private final BenchSettings settings;
    private final Session session;
    private final int[] prompt;
    private final int[] decoded;
    private final Kept kept;

    Runner(Engine engine, Session session, BenchSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.session = session;
        int[] ids = Ids.measured(settings.positions(), engine.info().vocabulary());
        this.prompt = Arrays.copyOf(ids, settings.promptTokens());
        this.decoded = Arrays.copyOfRange(ids, settings.promptTokens(), ids.length);
        this.kept = new Kept(engine, session.workspace());
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
        double[] seconds = new double[1];
        kept.watch(() -> {
            long start = System.nanoTime();
            for (int id : decoded) {
                session.decode(id);
            }
            seconds[0] = (System.nanoTime() - start) / 1e9;
        });
        return seconds[0];
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
        kept.forget();
    }

    /// Share of the covered linears' bytes that decoding read since it forgot, factors in full; 1 for a dense one.
    double density() {
        return kept.density();
    }

    /// Bytes that one decoded token read: weights, see [dev.rsparse.compiler.eval.BytesPerToken], as the masks fell
    /// since it forgot, and keys and values of the tokens before it and itself, a mean over the tokens decoded.
    double bytesPerToken() {
        return kept.weightBytes() + Kept.cacheBytes(engine, settings);
    }
}
