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

    /// Runs the dense model over the windows and collects the scores that the policies are thresholded by. Weights
    /// are kept in float: thresholds belong to the checkpoint, not to a storage format.
    public Calibration run(List<int[]> windows, IntConsumer progress) {
        Set<Calibration.Request> requests = asked.values().stream()
                .flatMap(sites -> sites.entrySet().stream())
                .map(site -> Calibration.Request.of(site.getKey(), site.getValue()))
                .collect(Collectors.toSet());
        Set<Value> probes = Calibration.probes(project.model().graph(), requests);
        Engine dense = Engine.compile(
                project.model().graph(), CheckedPolicy.DENSE, Map.of(), StripLayout.F32, project.config(), probes);
        try (CompiledModel model = dense.load(project.checkpoint(), FactorSource.none())) {
            Calibration calibration = new Calibration(
                    project.model().graph(),
                    project.checkpoint(),
                    dense.program().probed(),
                    requests);
            calibration.run(model, windows, model.info().beginToken(), progress);
            return calibration;
        }
    }

    /// The lock with the measured policies in place of what it held of them; a new one when the weights are others.
    ///
    /// @throws ProjectException when a linear's input was not finite
    public Lock lock(Optional<Lock> before, Calibration calibration, Path data, List<int[]> windows) {
        Map<String, String> digests = project.checkpoint().digests();
        Map<String, Lock.Policy> kept = before.filter(lock -> lock.weights().equals(digests))
                .map(Lock::policies)
                .orElse(Map.of());
        Lock lock = new Lock(tool, project.model().name(), digests, kept);
        Lock.Calibration source = new Lock.Calibration(
                data.getFileName().toString(),
                digest(data),
                calibration.tokens(),
                windows.size(),
                windows.getFirst().length);
        for (Map.Entry<String, Map<String, Thinning>> policy : asked.entrySet()) {
            lock = lock.withPolicy(policy.getKey(), new Lock.Policy(source, measured(policy.getValue(), calibration)));
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
