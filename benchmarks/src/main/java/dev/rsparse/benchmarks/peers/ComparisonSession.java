package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// A comparison with what must not outlive it: processes and large files. A key stroke that ends the JVM ends them too.
final class ComparisonSession implements AutoCloseable {

    private final Processes processes = new Processes();
    private final WorkFolder work;
    private final Thread hook;

    /// @param parent where the folder for models is made
    /// @throws IOException when there is too little room
    ComparisonSession(Comparison.Plan plan, Path parent, WorkFolder.Disk disk) throws IOException {
        this.work = WorkFolder.create(parent, plan.modelBytes(), disk);
        this.hook = new Thread(this::release);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Measures.
    ///
    /// @throws InterruptedException when the JVM is going down
    ComparisonReport run(Comparison.Plan plan, PrintStream progress) throws IOException, InterruptedException {
        return new Comparison(plan, work, processes, new Progress(plan.weight(), progress)).run();
    }

    private void release() {
        processes.close();
        work.close();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is going down, and the hook runs.
        }
        release();
    }
}
