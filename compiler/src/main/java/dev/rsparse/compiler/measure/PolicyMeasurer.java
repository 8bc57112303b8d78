package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.runtime.CompiledModel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Measures the thresholds of several policies over a text, each in the basis it asks for: the dense model reads
/// every window once in each.
public final class PolicyMeasurer {

    private final ModelProject project;
    private final PolicyTensors tensors;
    private final String tool;
    private final Consumer<String> messages;
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /// How a policy is to be thinned.
    private record Asked(CheckedPolicy policy, PolicyResolver.Chosen chosen) {
        Map<String, Thinning> sites() {
            return chosen.sites();
        }
    }

    /// @param before the lock as it is; what a search chose in it is kept and measured anew
    /// @param tensors measured for all of the policies, see [TensorMeasurer]; what is absent is taken from the
    ///     weights
    /// @param tool version of rsparsec, for the lock
    /// @param messages told in one line what takes long beside reading windows
    public PolicyMeasurer(
            ModelProject project,
            List<CheckedPolicy> policies,
            Optional<Lock> before,
            PolicyTensors tensors,
            String tool,
            Consumer<String> messages) {
        this.project = project;
        this.tensors = tensors;
        this.tool = tool;
        this.messages = messages;
        for (CheckedPolicy policy : policies) {
            asked.put(policy.name(), new Asked(policy, new PolicyResolver(project, policy).chosen(before)));
        }
    }

    /// Runs the dense model over the windows and collects the scores that the policies are thresholded by.
    ///
    /// @param progress told the number of windows done, those of all bases together
    /// @throws ProjectException when the model does not allow the rotation that a policy asks for
    public Measurement run(List<int[]> windows, IntConsumer progress) {
        SortedMap<Boolean, Calibration> byRotation = new TreeMap<>();
        passes().forEach((rotated, pass) -> {
            try (CompiledModel model = pass.load()) {
                int before = byRotation.size() * windows.size();
                Calibration calibration = pass.nothingYet();
                calibration.run(model, windows, model.info().beginToken(), done -> progress.accept(before + done));
                byRotation.put(rotated, calibration);
            }
        });
        return new Measurement(byRotation);
    }

    /// The bases that policies ask for: `true` for the rotated one.
    ///
    /// @throws ProjectException when the model does not allow the rotation that a policy asks for
    SortedMap<Boolean, Pass> passes() {
        SortedMap<Boolean, Pass> passes = new TreeMap<>();
        for (Asked one : asked.values()) {
            passes.computeIfAbsent(one.policy().rotated(), rotated -> {
                PolicyGraph runs = PolicyGraph.of(project, one.policy(), tensors, messages);
                return Pass.of(project, runs, requests(rotated));
            });
        }
        return passes;
    }

    /// A measurement that has counted nothing.
    static Measurement nothingYet(SortedMap<Boolean, Pass> passes) {
        SortedMap<Boolean, Calibration> byRotation = new TreeMap<>();
        passes.forEach((rotated, pass) -> byRotation.put(rotated, pass.nothingYet()));
        return new Measurement(byRotation);
    }

    ModelProject project() {
        return project;
    }

    /// What a measurement of these policies over `text` depends on.
    ///
    /// @param passes as [#passes()] gives them
    Subject subject(SortedMap<Boolean, Pass> passes, TextIdentity text) {
        Map<String, String> policies = new TreeMap<>();
        asked.forEach((name, one) -> {
            // Not those of the lock: a basis from the weights alone may be another one on another machine.
            PolicyTensors used = passes.get(one.policy().rotated()).runs().tensors();
            policies.put(name, Sha256.of(new TreeMap<>(one.sites()) + used.digest()));
        });
        int begin = passes.get(passes.firstKey()).engine().info().beginToken();
        String graph = GraphPrinter.print(project.model().graph()) + begin;
        return new Subject(tool, project.checkpoint().digests(), Sha256.of(graph), policies, text);
    }

    /// Sorted, so that what is written of one run can be read into another.
    private Set<Calibration.Request> requests(boolean rotated) {
        return asked.values().stream()
                .filter(one -> one.policy().rotated() == rotated)
                .flatMap(one -> one.sites().entrySet().stream())
                .map(site -> Calibration.Request.of(site.getKey(), site.getValue()))
                .sorted(Comparator.comparing(Calibration.Request::toString))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The lock with the measured policies in place of what it held of them; a new one when the weights are others.
    ///
    /// @param text what was measured on
    /// @throws ProjectException when a linear's input was not finite
    public Lock lock(Optional<Lock> latest, Measurement measurement, Lock.Calibration text) {
        Map<String, PolicyTensors> used = tensors();
        Lock lock = Lock.after(
                latest, tool, project.model().name(), project.checkpoint().digests());
        for (Map.Entry<String, Asked> policy : asked.entrySet()) {
            boolean rotated = policy.getValue().policy().rotated();
            Map<String, Thinning> sites = thresholds(
                    project, policy.getValue().sites(), measurement.byRotation().get(rotated));
            String digest = used.get(policy.getKey()).digest();
            Optional<Lock.Tuning> tuning = policy.getValue().chosen().tuning();
            lock = lock.withPolicy(policy.getKey(), new Lock.Policy(text, rotated, digest, sites, tuning));
        }
        return lock;
    }

    /// The measured tensors that each policy uses.
    public Map<String, PolicyTensors> tensors() {
        Map<String, PolicyTensors> used = new TreeMap<>();
        asked.forEach((name, one) -> used.put(name, tensors.usedBy(one.policy().rotated(), one.sites())));
        return used;
    }

    /// `sites` with the thresholds that the scores in `calibration` give.
    ///
    /// @throws ProjectException when a linear's input was not finite
    public static Map<String, Thinning> thresholds(
            ModelProject project, Map<String, Thinning> sites, Calibration calibration) {
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
}
