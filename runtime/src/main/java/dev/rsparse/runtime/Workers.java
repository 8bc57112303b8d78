package dev.rsparse.runtime;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;

/// Threads that share the work of single operators: a step of work is cut into ranges that they take one after the
/// other. Who is late, since its processor is busy with something else, takes fewer or none, and nobody waits for
/// it. Not thread-safe: one program runs on it at a time.
public final class Workers implements AutoCloseable {

    /// Work that can be done in parts.
    @FunctionalInterface
    public interface Task {
        /// Does parts `from..to`, the second exclusive; calls for other parts run at the same time.
        ///
        /// @param member which of the threads calls, to tell their scratch apart: `0..`[Workers#size]
        void run(int from, int to, int member);
    }

    /// Ranges for each thread where there is much work: who comes some microseconds late still has one left to take.
    private static final int RANGES = 2;

    /// There are more ranges than threads if each still has this many times the parts that are worth a thread's while:
    /// taking one costs some tenths of a microsecond.
    private static final long MUCH = 4;

    /// Counters stand this far apart, so that no two share a cache line, nor a pair of lines.
    private static final int APART = 16;

    /// The step's number, and in the lower half how many ranges nobody has taken yet.
    private static final int CLAIMS = APART;

    private static final int DONE = 2 * APART;

    private final Team team;
    private final Team.Task help = this::help;
    private final BooleanSupplier allDone = this::isDone;
    private final AtomicLongArray counters = new AtomicLongArray(3 * APART);

    // The step that is being run; fields, so that no step makes an object. They change when all ranges of the last
    // step are done, so who took one has read those that it belongs to.
    private Task task = (from, to, member) -> {};
    private int parts;
    private int range;
    private int ranges;
    private long step;
    private volatile Throwable failure;

    /// @param threads how many there are, the caller among them
    /// @throws IllegalArgumentException when `threads` is not in 1..[ModelInfo#MOST_THREADS]
    public Workers(int threads) {
        ModelInfo.checkThreads(threads);
        this.team = new Team(threads);
    }

    /// Number of threads, the caller among them.
    public int size() {
        return team.size();
    }

    /// Does all parts `0..count` of a task and returns when they are done.
    ///
    /// @param least parts that are worth a thread's while: fewer than twice as many are done by the caller alone
    public void share(int count, int least, Task work) {
        if (team.size() == 1 || count < 2L * least || !team.acquire()) {
            work.run(0, count, 0);
            return;
        }
        try {
            task = work;
            parts = count;
            range = range(count, least);
            ranges = Math.ceilDiv(count, range);
            counters.set(DONE, 0);
            counters.set(CLAIMS, ++step << Integer.SIZE | ranges);
            team.start(help);
            help(0);
            team.await(allDone);
        } finally {
            team.release();
        }
        if (failure != null) {
            Throwable cause = failure;
            failure = null;
            throw new IllegalStateException("a step failed on one of its threads", cause);
        }
    }

    /// How many parts a range has.
    private int range(int count, int least) {
        int several = RANGES * team.size();
        boolean much = count >= MUCH * least * several;
        return Math.max(least, Math.ceilDiv(count, much ? several : team.size()));
    }

    /// Takes ranges and does them until none is left.
    private void help(int member) {
        while (true) {
            long claim = counters.get(CLAIMS);
            int left = (int) claim;
            if (left == 0) {
                return;
            }
            if (counters.compareAndSet(CLAIMS, claim, claim - 1)) {
                int from = (ranges - left) * range;
                attempt(from, Math.min(parts, from + range), member);
                counters.incrementAndGet(DONE);
            }
        }
    }

    private boolean isDone() {
        return counters.get(DONE) == ranges;
    }

    private void attempt(int from, int to, int member) {
        try {
            task.run(from, to, member);
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
    }

    @Override
    public void close() {
        team.close();
    }
}
