package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.Measurement;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.project.MeasurementStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts measured policies into the lock beside a source; the policies it holds already stay.
final class LockWriter {

    private final ModelProject project;
    private final MeasurementStore store;
    private final Console console;

    /// Fails at once where the lock there is could not be added to later. Says when its policies will go.
    LockWriter(ModelProject project, Console console) {
        this.project = project;
        this.store = MeasurementStore.of(project);
        this.console = console;
        store.read()
                .filter(lock -> !lock.weights().equals(project.checkpoint().digests()))
                .map(Lock::policies)
                .ifPresent(gone -> console.message("the lock there belongs to other weights; a new one will hold"
                        + " nothing of its policies (" + String.join(", ", gone.keySet()) + ")"));
    }

    /// The lock's path.
    Path path() {
        return store.locks().path();
    }

    void write(PolicyMeasurer measurer, Measurement measurement, Lock.Calibration text) {
        // Read again: measuring may have taken hours, and another policy may have been measured meanwhile.
        Optional<Lock> before = store.read();
        store.write(measurer.lock(before, measurement, text), measurer.tensors());
    }

    /// Writes one policy whose thinnings were found otherwise.
    ///
    /// @param text what they were found on
    /// @param tensors those that its thresholds hold for; what it does not use is left out
    /// @param tuning the search that found them, if one did
    void write(
            CheckedPolicy policy,
            Lock.Calibration text,
            Map<String, Thinning> sites,
            PolicyTensors tensors,
            Optional<Lock.Tuning> tuning) {
        PolicyTensors used = tensors.usedBy(policy.rotated(), sites);
        Lock lock = Lock.after(
                store.read(),
                Main.VERSION,
                project.model().name(),
                project.checkpoint().digests());
        Lock.Policy measured = new Lock.Policy(text, policy.rotated(), used.digest(), sites, tuning);
        store.write(lock.withPolicy(policy.name(), measured), Map.of(policy.name(), used));
    }

    /// Tells what was written, be it the lock or a shard of it.
    void print(Path target, List<String> policies, long tokens) {
        console.out().println("wrote " + target + ": " + String.join(", ", policies) + " over " + tokens + " tokens");
    }
}
