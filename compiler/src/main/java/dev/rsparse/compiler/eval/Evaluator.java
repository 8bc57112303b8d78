package dev.rsparse.compiler.eval;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.kernel.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Mean negative log-likelihood of token windows, each a sequence of its own from position 0, no token added.
///
/// In phase `all` every token runs thinned, but for a first one that the policy keeps dense, and tokens `1..` are
/// scored. In phase `decode` the first `promptTokens`
/// of each window run dense and only the tokens after them are scored, for a dense model alike. Windows are shared
/// out to threads; the sum is taken in window order, so the result does not depend on them.
public final class Evaluator {

    private final CompiledModel model;
    private final Phase phase;
    private final int promptTokens;

    /// @param promptTokens dense tokens at the start of each window in phase `decode`, at least 1; else ignored
    public Evaluator(CompiledModel model, Phase phase, int promptTokens) {
        this.model = model;
        this.phase = phase;
        this.promptTokens = promptTokens;
    }

    /// What was measured.
    ///
    /// @param nll nats per scored token
    /// @param keptBytes share of the covered linears' dense bytes that was kept, over the thinned tokens
    /// @param tokens tokens read
    /// @param scored tokens predicted
    /// @param thinned tokens that ran thinned
    /// @param kept channels kept over the thinned tokens, per site in the order of [ModelInfo#sites()]
    public record Result(double nll, double keptBytes, long tokens, long scored, long thinned, List<Long> kept) {

        public Result {
            kept = List.copyOf(kept);
        }

        public double perplexity() {
            return Math.exp(nll);
        }
    }

    /// Runs all windows.
    ///
    /// @param windows each at least two tokens, in phase `decode` longer than the prompt
    /// @param progress told the number of windows done, from any thread
    public Result run(List<int[]> windows, int threads, IntConsumer progress) throws InterruptedException {
        double[] losses = new double[windows.size()];
        int longest = windows.stream().mapToInt(window -> window.length).max().orElse(1);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Session> sessions = new ArrayList<>();
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                Session session = model.newSession(longest);
                sessions.add(session);
                workers.add(pool.submit(() -> {
                    for (int window = next.getAndIncrement(); window < losses.length; window = next.getAndIncrement()) {
                        losses[window] = loss(session, windows.get(window));
                        progress.accept(done.incrementAndGet());
                    }
                }));
            }
            await(workers);
        }
        long scored = windows.stream()
                .mapToLong(window -> window.length - firstScored())
                .sum();
        long tokens = windows.stream().mapToLong(window -> window.length).sum();
        long[] kept = kept(sessions);
        long thinned = sessions.stream()
                .mapToLong(session -> session.workspace().thinnedTokens())
                .sum();
        return new Result(
                Arrays.stream(losses).sum() / scored,
                model.info().keptBytes(kept, thinned),
                tokens,
                scored,
                thinned,
                Arrays.stream(kept).boxed().toList());
    }

    private int firstScored() {
        return phase == Phase.ALL ? 1 : promptTokens;
    }

    private static void await(List<Future<?>> workers) throws InterruptedException {
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a window could not be evaluated", e.getCause());
            }
        }
    }

    private double loss(Session session, int[] window) {
        session.reset();
        int vocabulary = model.info().vocabulary();
        double[] sum = {0};
        Session.LogitsConsumer score = (position, logits, from) -> {
            int target = position + 1;
            if (target >= firstScored() && target < window.length) {
                sum[0] += Softmax.negativeLogLikelihood(logits, from, vocabulary, window[target]);
            }
        };
        if (phase == Phase.ALL) {
            session.prefill(window, true, score);
        } else {
            session.prefill(Arrays.copyOf(window, promptTokens), false, score);
            session.prefill(Arrays.copyOfRange(window, promptTokens, window.length), true, score);
        }
        return sum[0];
    }

    private long[] kept(List<Session> sessions) {
        long[] kept = new long[model.info().sites().size()];
        for (Session session : sessions) {
            long[] ofSession = session.workspace().keptChannels();
            for (int site = 0; site < kept.length; site++) {
                kept[site] += ofSession[site];
            }
        }
        return kept;
    }
}
