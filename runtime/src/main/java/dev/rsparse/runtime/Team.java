package dev.rsparse.runtime;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Threads that run one step of a session together, each its share, meeting at barriers. The caller of [#run] is
/// member 0; the others are daemon threads that live as long as the team.
///
/// Between steps the others wait awake for a millisecond, since a step of a small model is over sooner than a
/// sleeping thread wakes up; then they sleep and use no processor time. Within a step all wait awake, and from
/// half a millisecond on let other threads go first: those they wait for may be among them when processors
/// are scarce. Who had to wait that long takes processors for scarce for a while, and lets others go first almost at
/// once: two members that share a processor would else keep it from one another at every barrier.
///
/// A team runs one step at a time: who cannot [#acquire] it runs the step alone.
final class Team implements AutoCloseable {

    /// What the members run.
    interface Task {
        void run(int member);
    }

    /// Waiting awake for a turn of this many takes about half a millisecond: large products end more than a tenth of
    /// one apart now and then, and a sleep would add another.
    private static final int SPINS = 10_000;

    /// Turns of waiting awake while processors are scarce, some 10 µs.
    private static final int SPINS_WHEN_SCARCE = 200;

    /// Waits until it is found out again whether processors are scarce: as many cost less together than one that finds
    /// out in vain.
    private static final int SCARCE_WAITS = 64;

    private static final long AWAKE_NANOS = 1_000_000;

    /// As short as the system makes it, some 50 µs; giving the processor back by yielding waits for whoever else is
    /// busy to use up a turn of milliseconds.
    private static final long NAP_NANOS = 1;

    /// Counters stand this far apart, so that no two share a cache line, nor a pair of lines.
    private static final int APART = 16;

    private static final int STEP = APART;
    private static final int ARRIVED = 2 * APART;
    private static final int DONE = 3 * APART;
    private static final int COUNTERS = 4 * APART;

    private final Worker[] workers;
    private final BooleanSupplier allDone = this::isDone;
    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS + APART);
    private final long[] barriers;
    /// How many waits of each member still take processors for scarce.
    private final int[] scarce;
    private final AtomicBoolean taken = new AtomicBoolean();
    private Task task = _ -> {};
    private volatile Throwable failure;
    private volatile boolean closed;

    /// @param size members, the caller among them; at least 1
    Team(int size) {
        this.barriers = new long[(size + 1) * APART];
        this.scarce = new int[(size + 1) * 2 * APART];
        this.workers = new Worker[size - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].thread.start();
        }
    }

    /// Members, the caller of [#run] among them.
    int size() {
        return workers.length + 1;
    }

    /// Takes the team for the calling thread, unless it is taken or closed.
    boolean acquire() {
        return taken.compareAndSet(false, true);
    }

    /// Gives the team back.
    void release() {
        taken.set(false);
    }

    /// Runs `work` on all members and returns when all are done. Only for who has acquired the team.
    ///
    /// @throws IllegalStateException when the work of a member failed, with the reason as its cause
    void run(Task work) {
        counters.set(DONE, 0);
        start(work);
        attempt(0);
        await(allDone);
        if (failure != null) {
            throw cleanUp();
        }
    }

    /// Runs `work` on all members but the caller and does not wait for them. Who comes late may run it for a later
    /// step, or more often than there were steps. Only for who has acquired the team, and never beside [#run].
    void start(Task work) {
        task = work;
        counters.incrementAndGet(STEP);
        for (Worker worker : workers) {
            if (worker.asleep) {
                LockSupport.unpark(worker.thread);
            }
        }
    }

    /// Waits, as the caller, until a condition holds that other members bring about.
    void await(BooleanSupplier condition) {
        int spins = 0;
        int limit = spins(0);
        for (; !condition.getAsBoolean(); spins++) {
            pause(spins, limit);
        }
        waited(0, spins);
    }

    private void attempt(int member) {
        try {
            task.run(member);
        } catch (Stopped stopped) {
            // Who failed has left word.
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        }
    }

    /// Members that were stopped have not come to all barriers.
    private IllegalStateException cleanUp() {
        Throwable cause = failure;
        failure = null;
        counters.set(ARRIVED, 0);
        Arrays.fill(barriers, 0);
        return new IllegalStateException("a step failed on one of its threads", cause);
    }

    private boolean isDone() {
        return counters.get(DONE) >= workers.length;
    }

    /// Waits until all members have come to this barrier.
    void barrier(int member) {
        long all = barriers[member * APART] += size();
        if (counters.incrementAndGet(ARRIVED) < all) {
            int spins = 0;
            int limit = spins(member);
            for (; counters.get(ARRIVED) < all; spins++) {
                pause(spins, limit);
                if (failure != null) {
                    throw new Stopped();
                }
            }
            waited(member, spins);
        }
    }

    /// How many turns this member waits awake.
    private int spins(int member) {
        return scarce[member * 2 * APART] > 0 ? SPINS_WHEN_SCARCE : SPINS;
    }

    /// Notes how long a wait was.
    private void waited(int member, int spins) {
        int left = scarce[member * 2 * APART];
        if (left > 0) {
            scarce[member * 2 * APART] = left - 1;
        } else if (spins > SPINS) {
            scarce[member * 2 * APART] = SCARCE_WAITS;
        }
    }

    private static void pause(int spins, int limit) {
        if (spins < limit) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /// Waits for the step that is running and ends the threads. Nobody can acquire the team any more, so steps that
    /// follow run on their callers alone.
    @Override
    public synchronized void close() {
        for (int spins = 0; !closed && !acquire(); spins++) {
            pause(spins, SPINS);
        }
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    /// Thrown in members that wait for one that failed.
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("another member failed", null, false, false);
        }
    }

    private final class Worker implements Runnable {
        private final int member;
        private final Thread thread;
        private volatile boolean asleep;

        Worker(int member) {
            this.member = member;
            this.thread =
                    Thread.ofPlatform().daemon().name("rsparsec-team-" + member).unstarted(this);
        }

        @Override
        public void run() {
            long step = 0;
            while (awaitStep(step)) {
                step++;
                attempt(member);
                counters.incrementAndGet(DONE);
            }
        }

        /// Waits for the step after `last`; false when the team is closed.
        private boolean awaitStep(long last) {
            long start = System.nanoTime();
            while (counters.get(STEP) == last && !closed && System.nanoTime() - start < AWAKE_NANOS) {
                for (int i = 0; i < 32 && counters.get(STEP) == last; i++) {
                    Thread.onSpinWait();
                }
            }
            // Whoever starts a step counts it before looking who is asleep.
            asleep = true;
            while (counters.get(STEP) == last && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            return counters.get(STEP) != last;
        }
    }
}
