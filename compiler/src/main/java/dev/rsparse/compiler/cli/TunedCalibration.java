package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.measure.KnownWindows;
import dev.rsparse.compiler.measure.PolicyTuner;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures the thresholds of policies that a search has decided anew, as the search did: through the thinned layers
/// before each linear, where those of the dense model would keep more or less than the plan says.
final class TunedCalibration {

    private final ModelProject project;
    private final Console console;
    private final Map<CheckedPolicy, PolicyResolver.Chosen> tuned = new LinkedHashMap<>();

    /// Says which plans in the lock no longer fit their policies.
    ///
    /// @param policies of which those are taken that `before` holds a fitting plan for
    TunedCalibration(ModelProject project, List<CheckedPolicy> policies, Optional<Lock> before, Console console) {
        this.project = project;
        this.console = console;
        for (CheckedPolicy policy : policies) {
            PolicyResolver.Chosen chosen = new PolicyResolver(project, policy).chosen(before);
            chosen.unfit()
                    .ifPresent(reason -> console.message("what a search found for policy '" + policy.name()
                            + "' is left out, since " + reason + "; 'rsparsec tune' searches anew"));
            if (chosen.tuning().isPresent()) {
                tuned.put(policy, chosen);
            }
        }
    }

    /// The policies whose plans stand in the lock.
    List<CheckedPolicy> policies() {
        return List.copyOf(tuned.keySet());
    }

    /// Measures and writes one policy after the other.
    ///
    /// @return what each was measured on
    /// @throws InterruptedException when the thread was interrupted; policies that are done are in the lock
    List<Lock.Calibration> run(KnownWindows text, PolicyTensors tensors, LockWriter lock) throws InterruptedException {
        List<Lock.Calibration> read = new ArrayList<>();
        for (Map.Entry<CheckedPolicy, PolicyResolver.Chosen> one : tuned.entrySet()) {
            read.add(run(one.getKey(), one.getValue(), text, tensors, lock));
        }
        return read;
    }

    private Lock.Calibration run(
            CheckedPolicy policy,
            PolicyResolver.Chosen chosen,
            KnownWindows text,
            PolicyTensors tensors,
            LockWriter lock)
            throws InterruptedException {
        int begin = Engine.beginToken(project.config());
        PolicyGraph runs = PolicyGraph.of(project, policy, tensors, console::message);
        try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
            PolicyTuner tuner = new PolicyTuner(
                    policy, policy.tune().orElseThrow(), runs, tensors.rowScales(), text.windows(), begin, workers);
            tuner.adopt(chosen.sites());
            Progress progress = new Progress(console, "thresholds of " + policy.name(), tuner.nodes());
            PolicyTuner.Tuned measured = tuner.measure(progress::done);
            Lock.Calibration read = text.calibration(begin);
            lock.write(policy, read, measured.sites(), tensors, chosen.tuning());
            return read;
        }
    }
}
