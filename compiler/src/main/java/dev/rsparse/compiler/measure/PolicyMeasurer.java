package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.weights.FileDigest;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Measures the thresholds of several policies in one pass of the dense model over a text, and one more of the rotated
/// model when some are rotated.
public final class PolicyMeasurer {

    private final ModelProject project;
    private final Optional<Lock> before;
    private final String tool;
    private final Consumer<String> messages;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /// How a policy is to be thinned.
    private record Asked(CheckedPolicy policy, PolicyResolver.Chosen chosen) {
        Map<String, Thinning> sites() {
            return chosen.sites();
        }
    }

    /// The scores of all policies over one text.
    ///
    /// @param byRotation of the model as written under `false`, of the rotated one under `true`; each only when a
    ///     policy asks for it
    public record Measurement(Map<Boolean, Calibration> byRotation) {

        public Measurement {
            byRotation = Map.copyOf(byRotation);
        }

        /// Tokens whose scores were counted in each pass.
        public long tokens() {
            return byRotation.values().stream()
                    .mapToLong(Calibration::tokens)
                    .max()
                    .orElse(0);
        }
    }

    /// @param before the lock as it is; what a search chose in it is kept and measured anew
    /// @param tool version of rsparsec, for the lock
    /// @param messages told in one line what takes long beside the passes
    public PolicyMeasurer(
            ModelProject project,
            List<CheckedPolicy> policies,
            Optional<Lock> before,
            String tool,
            Consumer<String> messages) {
        this.project = project;
        this.before = before;
        this.tool = tool;
        this.messages = messages;
        for (CheckedPolicy policy : policies) {
            asked.put(policy.name(), new Asked(policy, new PolicyResolver(project, policy).chosen(before)));
        }
    }

    /// How often a text is read: once for the policies of each basis.
    public int passes() {
        return (int) asked.values().stream()
                .map(one -> one.policy().rotated())
                .distinct()
                .count();
    }

    /// Runs the dense model over the windows and collects the scores that the policies are thresholded by.
    ///
    /// @param progress told the number of windows done, those of all passes together
    /// @throws ProjectException when the model does not allow the rotation that a policy asks for
    public Measurement run(List<int[]> windows, IntConsumer progress) {
        Map<Boolean, Calibration> byRotation = new TreeMap<>();
        for (boolean rotated : new boolean[] {false, true}) {
            List<Asked> group = asked.values().stream()
                    .filter(one -> one.policy().rotated() == rotated)
                    .toList();
            int before = byRotation.size() * windows.size();
            if (!group.isEmpty()) {
                byRotation.put(rotated, run(group, windows, done -> progress.accept(before + done)));
            }
        }
        return new Measurement(byRotation);
    }

    /// One pass. Weights are kept in float: thresholds belong to the checkpoint, not to a storage format.
    private Calibration run(List<Asked> group, List<int[]> windows, IntConsumer progress) {
        Set<Calibration.Request> requests = group.stream()
                .flatMap(one -> one.sites().entrySet().stream())
                .map(site -> Calibration.Request.of(site.getKey(), site.getValue()))
                .collect(Collectors.toSet());
        PolicyGraph runs = PolicyGraph.of(project, group.getFirst().policy(), messages);
        Set<Value> probes = Calibration.probes(runs.graph(), requests);
        Engine dense =
                Engine.compile(runs.graph(), CheckedPolicy.DENSE, Map.of(), StripLayout.F32, project.config(), probes);
        try (CompiledModel model = dense.load(runs.weights(), FactorSource.none())) {
            Calibration calibration = new Calibration(
                    runs.graph(), runs.weights(), dense.program().probed(), requests);
            calibration.run(model, windows, model.info().beginToken(), progress);
            return calibration;
        }
    }

    /// The lock with the measured policies in place of what it held of them; a new one when the weights are others.
    ///
    /// @throws ProjectException when a linear's input was not finite
    public Lock lock(Measurement measurement, Path data, List<int[]> windows) {
        Map<String, String> digests = project.checkpoint().digests();
        Map<String, Lock.Policy> kept = before.filter(lock -> lock.weights().equals(digests))
                .map(Lock::policies)
                .orElse(Map.of());
        Lock lock = new Lock(tool, project.model().name(), digests, kept);
        Lock.Calibration source = new Lock.Calibration(
                data.getFileName().toString(),
                digest(data),
                measurement.tokens(),
                windows.size(),
                windows.getFirst().length);
        for (Map.Entry<String, Asked> policy : asked.entrySet()) {
            boolean rotated = policy.getValue().policy().rotated();
            Map<String, Thinning> sites =
                    measured(policy.getValue().sites(), measurement.byRotation().get(rotated));
            Optional<Lock.Tuning> tuning = policy.getValue().chosen().tuning();
            lock = lock.withPolicy(policy.getKey(), new Lock.Policy(source, rotated, sites, tuning));
        }
        return lock;
    }

    private Map<String, Thinning> measured(Map<String, Thinning> sites, Calibration calibration) {
        Map<String, Thinning> measured = new TreeMap<>();
        sites.forEach((site, thinning) -> {
            ScoreHistogram scores = calibration.scores(Calibration.Request.of(site, thinning));
            if (scores.invalid() > 0 || scores.count() == 0) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.NOT_FINITE,
                        "the scores of " + site + " held " + scores.invalid() + " values that are not finite",
                        "check the checkpoint: a dense run of it would give NaN too");
            }
            measured.put(site, thinning.withThreshold(threshold(scores, PolicyResolver.quantile(thinning))));
        });
        return measured;
    }

    /// A linear that is to lose nothing keeps all but zeros, whatever the least score was: behind a linear that
    /// skips rows, the zeros are what that skipped.
    private static float threshold(ScoreHistogram scores, double quantile) {
        return quantile == 0 ? 0 : scores.quantile(quantile);
    }

    private static String digest(Path data) {
        try {
            return FileDigest.of(data);
        } catch (IOException problem) {
            throw FileProblems.unreadable(data, problem);
        }
    }
}
