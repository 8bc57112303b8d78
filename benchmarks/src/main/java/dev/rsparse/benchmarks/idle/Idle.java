package dev.rsparse.benchmarks.idle;

import dev.rsparse.benchmarks.kernels.ProductShape;
import dev.rsparse.benchmarks.kernels.Stack;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How much processor time do the threads of a session take that nobody asks for a token?
public final class Idle {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String TEAM = "rsparsec-team-";
    private static final Stack STACK = new Stack(new ProductShape(1, 1024, 1024), 2, StripLayout.BF16);
    private static final int TOKENS = 100;
    private static final double MOST_SHARE = 0.01;

    private Idle() {}

    /// What was measured.
    ///
    /// @param threads that decode, the caller among them
    /// @param afterMillis time from the last token to the beginning of a sample
    /// @param sampleMillis length of a sample
    /// @param share processor time of all waiting threads together, as a share of the time
    public record Report(int threads, int afterMillis, int sampleMillis, int rounds, Spread share) {

        private boolean met() {
            return share.median() < MOST_SHARE;
        }

        /// One JSON object.
        public Map<String, Object> json() {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("threads", threads);
            object.put("afterMilliseconds", afterMillis);
            object.put("sampleMilliseconds", sampleMillis);
            object.put("rounds", rounds);
            object.put("idleShareOfACore", share.median());
            object.put("most", share.max());
            object.put("bar", MOST_SHARE);
            object.put("met", met());
            return object;
        }

        /// For people.
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "%d threads, from %d ms after the last token on, %d samples of %d ms:%n"
                            + "%.4f %% of a core (%.4f to %.4f); less than %.0f %% is asked: %s%n",
                    threads,
                    afterMillis,
                    rounds,
                    sampleMillis,
                    100 * share.median(),
                    100 * share.min(),
                    100 * share.max(),
                    100 * MOST_SHARE,
                    met() ? "met" : "missed");
        }
    }

    /// Measures.
    ///
    /// @throws InterruptedException when somebody ends the wait
    public static Report run(int threads, int afterMillis, int sampleMillis, int rounds) throws InterruptedException {
        Engine engine =
                Engine.compile(STACK.graph(), "dense", Map.of(), STACK.format(), _ -> Optional.empty(), Set.of());
        try (CompiledModel model = engine.load(STACK.weights(), FactorSource.none())) {
            model.setThreads(threads);
            Session session = model.newSession(TOKENS);
            double[] shares = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                session.reset();
                for (int i = 0; i < TOKENS; i++) {
                    session.decode(i % Stack.INPUTS);
                }
                Thread.sleep(afterMillis);
                shares[round] = sample(sampleMillis);
            }
            return new Report(threads, afterMillis, sampleMillis, rounds, Spread.of(shares));
        }
    }

    private static double sample(int millis) throws InterruptedException {
        long[] team = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(TEAM))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        long start = System.nanoTime();
        long before = processorNanos(team);
        Thread.sleep(millis);
        return (double) (processorNanos(team) - before) / (System.nanoTime() - start);
    }

    private static long processorNanos(long[] threads) {
        return Arrays.stream(threads).map(THREADS::getThreadCpuTime).sum();
    }
}
