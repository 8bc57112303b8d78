package dev.rsparse.compiler.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns an interruption of the process (Ctrl-C) into one of the thread that made this, and gives that thread time to
/// write what it has.
final class KeptOnInterrupt implements AutoCloseable {

    private static final long GRACE_SECONDS = 120;

    private final Thread worker = Thread.currentThread();
    /// Not the end of the thread: one that calls `System.exit` while the process is ending never comes back from it.
    private final CountDownLatch done = new CountDownLatch(1);

    private final Thread hook = new Thread(this::interrupt, "interrupt");

    KeptOnInterrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupt() {
        worker.interrupt();
        try {
            if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("rsparsec: what was found is not written after " + GRACE_SECONDS + " seconds");
            }
        } catch (InterruptedException _) {
            // The process ends anyway.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook waits for this thread.
        }
    }
}
