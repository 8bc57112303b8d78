package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Measures the thresholds of several policies in one pass of the dense model over a text.
public final class PolicyMeasurer {

    private final ModelProject project;
    private final String tool;
    private final Map<String, Map<String, Thinning>> asked = new LinkedHashMap<>();

    /// @param tool version of rsparsec, for the lock
    public PolicyMeasurer(ModelProject project, List<CheckedPolicy> policies, String tool) {
        this.project = project;
        this.tool = tool;
        for (CheckedPolicy policy : policies) {
            asked.put(policy.name(), new PolicyResolver(project, policy).asked());
        }
    }

    /// Runs the dense model over the windows and collects the scores that the policies are thresholded by.
    public Calibration run(List<int[]> windows, IntConsumer progress) {
        Engine dense = engine();
        try (CompiledModel model = dense.load(project.checkpoint(), FactorSource.none())) {
            Calibration calibration = nothingYet(dense);
            calibration.run(model, windows, model.info().beginToken(), progress);
            return calibration;
        }
    }

    /// The dense model with the inputs of all linears that matter observed. Weights are kept in float: thresholds
    /// belong to the checkpoint, not to a storage format.
    Engine engine() {
        Set<String> probes = requests().stream().map(Calibration.Request::site).collect(Collectors.toSet());
        return Engine.compile(
                project.model().graph(), CheckedPolicy.DENSE, Map.of(), StripLayout.F32, project.config(), probes);
    }

    /// A calibration that has counted nothing.
    ///
    /// @param dense as [#engine()] gives it
    Calibration nothingYet(Engine dense) {
        return new Calibration(
                project.model().graph(), project.checkpoint(), dense.program().probed(), requests());
    }

    ModelProject project() {
        return project;
    }

    /// What a measurement of these policies over `text` depends on.
    ///
    /// @param dense as [#engine()] gives it
    Subject subject(Engine dense, TextIdentity text) {
        Map<String, String> policies = new TreeMap<>();
        asked.forEach((name, sites) -> policies.put(name, Subject.digest(new TreeMap<>(sites).toString())));
        String graph =
                GraphPrinter.print(project.model().graph()) + dense.info().beginToken();
        return new Subject(tool, project.checkpoint().digests(), Subject.digest(graph), policies, text);
    }

    /// Sorted, so that what is written of one run can be read into another.
    private Set<Calibration.Request> requests() {
        return asked.values().stream()
                .flatMap(sites -> sites.entrySet().stream())
                .map(site -> request(site.getKey(), site.getValue()))
                .sorted(Comparator.comparing(Calibration.Request::toString))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// The lock with the measured policies in place of what it held of them; a new one when the weights are others.
    ///
    /// @param text what `calibration` was measured on
    /// @throws ProjectException when a linear's input was not finite
    public Lock lock(Optional<Lock> before, Calibration calibration, Lock.Calibration text) {
        Map<String, String> digests = project.checkpoint().digests();
        Map<String, Lock.Policy> kept = before.filter(lock -> lock.weights().equals(digests))
                .map(Lock::policies)
                .orElse(Map.of());
        Lock lock = new Lock(tool, project.model().name(), digests, kept);
        for (Map.Entry<String, Map<String, Thinning>> policy : asked.entrySet()) {
            lock = lock.withPolicy(policy.getKey(), new Lock.Policy(text, measured(policy.getValue(), calibration)));
        }
        return lock;
    }

    private Map<String, Thinning> measured(Map<String, Thinning> sites, Calibration calibration) {
        Map<String, Thinning> measured = new TreeMap<>();
        sites.forEach((site, thinning) -> {
            ScoreHistogram scores = calibration.scores(request(site, thinning));
            if (scores.invalid() > 0 || scores.count() == 0) {
                throw ProjectException.of(
                        project.source().toString(),
                        Code.NOT_FINITE,
                        "the input of " + site + " held " + scores.invalid() + " values that are not finite",
                        "check the checkpoint: a dense run of it would give NaN too");
            }
            float threshold = scores.quantile(PolicyResolver.quantile(thinning));
            measured.put(site, thinning.withThreshold(threshold));
        });
        return measured;
    }

    private static Calibration.Request request(String site, Thinning thinning) {
        return new Calibration.Request(site, thinning.gamma());
    }
}
