package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.KvCache;
import dev.rsparse.runtime.Session;
import java.util.Arrays;
import java.util.Random;

/// One model at work: it reads a prompt and decodes fixed tokens behind it, and counts what it kept.
final class Runner {

    private static final long FILLED = 3;

    private final Engine engine;
    private final BenchSettings settings;
    private final Session session;
    private final int[] prompt;
    private final int[] decoded;
    private final Kept kept;

    /// @param session of a model of `engine`, with room for all positions that are measured
    Runner(Engine engine, Session session, BenchSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.session = session;
        int[] ids = Ids.measured(
                settings.promptTokens() + settings.tokens(), engine.info().vocabulary());
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

    /// Puts random keys and values at all positions before [BenchSettings#position]: attention takes as long over
    /// any numbers, and a prompt of thousands of tokens takes a minute to read.
    void fill() {
        Random random = new Random(FILLED);
        Schedule schedule = engine.program().schedule();
        long caches = schedule.graph().nodes().stream()
                .filter(Node.Attention.class::isInstance)
                .count();
        for (int index = 0; index < caches; index++) {
            KvCache cache = session.workspace().cache(index);
            int width = cache.kvHeads() * cache.headDim();
            float[] rows = new float[KvCache.BLOCK * width];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) random.nextGaussian();
            }
            for (int position = 0; position < settings.position(); position += KvCache.BLOCK) {
                int count = Math.min(KvCache.BLOCK, settings.position() - position);
                cache.append(rows, rows, 0, count, width, position);
            }
        }
    }

    /// Seconds to decode all tokens at [BenchSettings#position], which was filled before.
    double decodeFar() {
        session.moveTo(settings.position());
        long start = System.nanoTime();
        for (int id : decoded) {
            session.decode(id);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// Seconds to decode one token, wherever the sequence stands.
    double next() {
        if (session.position() == prompt.length + decoded.length) {
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

    /// Bytes that one token decoded behind the prompt read: weights, see [dev.rsparse.compiler.eval.BytesPerToken], as
    /// the masks fell since it forgot, and keys and values of the tokens before it and itself, a mean over the
    /// tokens decoded.
    double bytesPerToken() {
        return bytesPerToken(settings.promptTokens());
    }

    /// Bytes that one token decoded at [BenchSettings#position] read.
    double bytesPerTokenFar() {
        return bytesPerToken(settings.position());
    }

    private double bytesPerToken(int before) {
        return kept.weightBytes() + Kept.cacheBytes(engine, settings, before);
    }
}
