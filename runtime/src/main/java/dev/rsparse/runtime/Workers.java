package dev.rsparse.runtime;

/// Threads that share the work of single operators: a step of work is cut into ranges, one for each thread. Not
/// thread-safe: one program runs on it at a time.
public final class Workers implements AutoCloseable {

    /// Work that can be done in parts.
    @FunctionalInterface
    public interface Task {
        /// Does parts `from..to`, the second exclusive; calls for other parts run at the same time.
        ///
        /// @param member which of the threads calls, to tell their scratch apart: `0..`[Workers#size]
        void run(int from, int to, int member);
    }

    private final Team team;
    private final Team.Task step = this::step;

    // The step that is being run; fields, so that no step makes an object.
    private Task task = (from, to, member) -> {};
    private int parts;

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
            team.run(step);
        } finally {
            team.release();
        }
    }

    private void step(int member) {
        int from = (int) ((long) parts * member / team.size());
        int to = (int) ((long) parts * (member + 1) / team.size());
        task.run(from, to, member);
    }

    @Override
    public void close() {
        team.close();
    }
}
