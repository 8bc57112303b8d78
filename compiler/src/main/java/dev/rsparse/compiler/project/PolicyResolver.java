package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.PolicyFigures;
import dev.rsparse.compiler.check.SharedMasks;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.check.TuneSpec;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.engine.Sites;
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

    /// What the policy asks for, with thresholds still 0; in graph order. Of linears that are left to a search, what
    /// they begin with.
    public Map<String, Thinning> asked() {
        Map<String, Thinning> asked = new LinkedHashMap<>();
        for (Weight weight : linears(project.model().graph())) {
            SitePolicy site = policy.sites().get(weight.path());
            if (site != null && site.sparse()) {
                asked.put(weight.path(), thinning(weight, site));
            }
        }
        for (List<String> group : SharedMasks.groups(project.model().graph(), policy.sites())) {
            // Without norms in it, equal inputs give equal scores as it is.
            group.forEach(path -> asked.computeIfPresent(
                    path, (_, thinning) -> thinning.scaled() ? thinning.withStack(group) : thinning));
        }
        return asked;
    }

    /// How linears are to be thinned, with thresholds still 0.
    ///
    /// @param sites in graph order
    /// @param tuning the search that chose figures of them, if one did
    /// @param unfit why what a search chose is not among them, in a few words, where the lock holds such a choice
    public record Chosen(Map<String, Thinning> sites, Optional<Lock.Tuning> tuning, Optional<String> unfit) {}

    /// What thresholds are to be measured for: what the policy asks for, with what a search chose in place of its own
    /// figures when the lock holds such for this policy as it is now. A lock of other weights counts as none.
    public Chosen chosen(Optional<Lock> lock) {
        Map<String, Thinning> chosen = asked();
        Map<String, Thinning> left = new LinkedHashMap<>(chosen);
        left.keySet().retainAll(policy.tune().map(TuneSpec::sites).orElse(List.of()));
        Optional<LockedPolicy> tuned = lock.filter(
                        found -> found.weights().equals(project.checkpoint().digests()))
                .flatMap(this::locked)
                .filter(LockedPolicy::isTuned);
        Optional<String> unfit = tuned.flatMap(found -> found.change(left));
        if (tuned.isEmpty() || unfit.isPresent()) {
            return new Chosen(chosen, Optional.empty(), unfit);
        }
        Map<String, Thinning> found = tuned.get().sites(left);
        chosen.replaceAll((site, thinning) ->
                Optional.ofNullable(found.get(site)).orElse(thinning).withThreshold(0));
        chosen.keySet().removeIf(site -> left.containsKey(site) && !found.containsKey(site));
        return new Chosen(chosen, tuned.get().locked().tuning(), Optional.empty());
    }

    /// The share of scores that the threshold of `thinning` stands at.
    public static double quantile(Thinning thinning) {
        return 1 - (1 - thinning.sparsity()) * thinning.split();
    }

    /// What the policy asks for with the lock's thresholds, and with what a search chose; nothing for a policy that
    /// thins nothing, whatever the lock.
    ///
    /// @throws ProjectException when the lock is absent, of other weights, or older than the policy, or when what a
    ///     search chose is not as the policy asserts
    public Map<String, Thinning> measured(Optional<Lock> lock) {
        Map<String, Thinning> asked = asked();
        if (asked.isEmpty()) {
            return asked;
        }
        Lock found = lock.orElseThrow(() -> problem(
                Code.LOCK_MISSING, "policy '" + policy.name() + "' needs thresholds, and there is no lock file"));
        requireSameWeights(found);
        LockedPolicy measured = locked(found)
                .orElseThrow(
                        () -> problem(Code.LOCK_POLICY, "the lock holds nothing for policy '" + policy.name() + "'"));
        Optional<String> change = measured.change(asked);
        if (change.isPresent()) {
            throw problem(
                    Code.LOCK_POLICY,
                    "policy '" + policy.name() + "' changed since the lock was written: " + change.get());
        }
        Map<String, Thinning> sites = measured.sites(asked);
        if (policy.tune().isPresent()) {
            requireAssertions(sites);
        }
        return sites;
    }

    /// What a search decides could not be checked before.
    private void requireAssertions(Map<String, Thinning> sites) {
        List<Diagnostic> failures = policy.failures(PolicyFigures.of(
                project.model().graph(),
                policy.thinned(),
                weight -> Optional.ofNullable(sites.get(weight.path()))
                        .map(thinning -> Sites.nominalKept(weight, thinning))
                        .orElse(1.0)));
        if (!failures.isEmpty()) {
            throw new ProjectException(failures, project.sources());
        }
    }

    private Optional<LockedPolicy> locked(Lock lock) {
        return Optional.ofNullable(lock.policies().get(policy.name()))
                .map(found -> new LockedPolicy(policy, project.model().graph(), found));
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
                "rsparsec " + (policy.tune().isPresent() ? "tune " : "calibrate ") + project.source()
                        + " --tokens FILE.u16 (or --text FILE) measures it; --policy dense runs without");
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
