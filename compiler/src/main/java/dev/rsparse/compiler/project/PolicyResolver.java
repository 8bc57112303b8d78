package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.rewrite.Budget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A policy and what was measured for it → how each linear is thinned.
public final class PolicyResolver {

    private final ModelProject project;
    private final CheckedPolicy policy;

    public PolicyResolver(ModelProject project, CheckedPolicy policy) {
        this.project = project;
        this.policy = policy;
        requireOnePhase();
    }

    /// What the policy asks for, with thresholds still 0; in graph order.
    public Map<String, Thinning> asked() {
        Map<String, Thinning> asked = new LinkedHashMap<>();
        for (Weight weight : linears(project.model().graph())) {
            SitePolicy site = policy.sites().get(weight.path());
            if (site != null && site.sparse()) {
                asked.put(weight.path(), thinning(weight, site));
            }
        }
        return asked;
    }

    /// The share of scores that the threshold of `thinning` stands at.
    public static double quantile(Thinning thinning) {
        return 1 - (1 - thinning.sparsity()) * thinning.split();
    }

    /// What the policy asks for with the lock's thresholds; nothing for a policy that thins nothing, whatever the
    /// lock.
    ///
    /// @throws ProjectException when the lock is absent, of other weights, or older than the policy
    public Map<String, Thinning> measured(Optional<Lock> lock) {
        Map<String, Thinning> asked = asked();
        if (asked.isEmpty()) {
            return asked;
        }
        Lock found = lock.orElseThrow(() -> problem(
                Code.LOCK_MISSING, "policy '" + policy.name() + "' needs thresholds, and there is no lock file"));
        requireSameWeights(found);
        Lock.Policy measured = Optional.ofNullable(found.policies().get(policy.name()))
                .orElseThrow(
                        () -> problem(Code.LOCK_POLICY, "the lock holds nothing for policy '" + policy.name() + "'"));
        if (measured.rotated() != policy.rotated()) {
            throw problem(
                    Code.LOCK_POLICY,
                    "policy '" + policy.name() + "' changed since the lock was written: its residual stream is "
                            + (policy.rotated() ? "rotated now and was not" : "not rotated now and was"));
        }
        for (Map.Entry<String, Thinning> entry : asked.entrySet()) {
            entry.setValue(matching(entry.getKey(), entry.getValue(), measured));
        }
        return asked;
    }

    private Thinning matching(String site, Thinning asked, Lock.Policy measured) {
        Thinning locked = measured.sites().get(site);
        if (locked == null || !asked.withThreshold(locked.threshold()).equals(locked)) {
            throw problem(
                    Code.LOCK_POLICY,
                    "policy '" + policy.name() + "' changed since the lock was written: " + site + " is "
                            + (locked == null ? "not in it" : "not as it was"));
        }
        return locked;
    }

    private void requireSameWeights(Lock lock) {
        Map<String, String> digests = project.checkpoint().digests();
        if (!digests.equals(lock.weights())) {
            String file = digests.keySet().stream()
                    .filter(name ->
                            !Objects.equals(digests.get(name), lock.weights().get(name)))
                    .findFirst()
                    .orElse("a weight file");
            throw problem(
                    Code.LOCK_WEIGHTS,
                    file + " is not the file the lock was measured with: expected "
                            + lock.weights().getOrDefault(file, "none") + ", found "
                            + digests.getOrDefault(file, "none"));
        }
    }

    private ProjectException problem(Code code, String message) {
        return ProjectException.of(
                project.beside(".rsplock").toString(),
                code,
                message,
                "rsparsec calibrate " + project.source() + " --tokens FILE.u16 (or --text FILE) measures it;"
                        + " --policy dense runs without");
    }

    private void requireOnePhase() {
        List<Phase> phases = policy.sites().values().stream()
                .filter(SitePolicy::sparse)
                .map(SitePolicy::phase)
                .distinct()
                .toList();
        if (phases.size() > 1) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.MIXED_PHASES,
                    "policy '" + policy.name() + "' thins some linears in phase decode and others in phase all",
                    "give the phase once, in the widest selection");
        }
    }

    private static Thinning thinning(Weight weight, SitePolicy site) {
        Budget budget =
                Budget.of(weight.type().size(1), weight.type().size(0), site.sparsity(), site.split(), site.rank());
        return new Thinning(site.skip(), site.sparsity(), site.split(), budget.rank(), site.gamma(), 0, site.phase());
    }

    private static List<Weight> linears(Graph graph) {
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(node -> ((Node.Linear) node).weight())
                .toList();
    }
}
