package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.Measurement;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Puts measured policies into the lock beside a source; the policies it holds already stay.
final class LockWriter {

    private final LockStore store;
    private final Console console;

    /// Fails at once where the lock there is could not be added to later. Says when its policies will go.
    LockWriter(ModelProject project, LockStore store, Console console) {
        this.store = store;
        this.console = console;
        store.read()
                .filter(lock -> !lock.weights().equals(project.checkpoint().digests()))
                .map(Lock::policies)
                .ifPresent(gone -> console.message("the lock there belongs to other weights; a new one will hold"
                        + " nothing of its policies (" + String.join(", ", gone.keySet()) + ")"));
    }

    void write(PolicyMeasurer measurer, Measurement measurement, Lock.Calibration text) {
        // Read again: measuring may have taken hours, and another policy may have been measured meanwhile.
        Optional<Lock> before = store.read();
        store.write(measurer.lock(before, measurement, text));
    }

    /// Tells what was written, be it the lock or a shard of it.
    void print(Path target, List<String> policies, long tokens) {
        console.out().println("wrote " + target + ": " + String.join(", ", policies) + " over " + tokens + " tokens");
    }
}
