package dev.rsparse.compiler.report;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.engine.Sites;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.project.EvalResult.Density;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the source, the lock and kept results say of policies.
///
/// @param results all that are kept beside the source
record PolicyGatherer(ModelProject project, Optional<Lock> lock, Collection<EvalResult> results) {

    /// Which of several results a policy's densities are taken from: that over most tokens, more of them thinned.
    private static final Comparator<EvalResult> MOST_TELLING = Comparator.comparingLong(EvalResult::tokens)
            .reversed()
            .thenComparing(EvalResult::phase)
            .thenComparing(EvalResult::text)
            .thenComparing(EvalResult::weights)
            .thenComparing(EvalResult::textDigest)
            .thenComparingDouble(EvalResult::nll);

    /// What is asked for, and with thresholds where the lock has them.
    ///
    /// @param tensors digest of those that the thresholds hold for
    private record Resolved(
            Map<String, Thinning> thinnings,
            String tensors,
            Optional<Lock.Calibration> calibration,
            Optional<String> problem) {}

    PolicyData of(CheckedPolicy policy) {
        Resolved resolved = resolve(policy);
        Graph graph = project.model().graph();
        Optional<EvalResult> measured = results.stream()
                .filter(result -> isOf(policy.name(), resolved, result))
                .min(MOST_TELLING);
        List<PolicyData.Site> sites = Sites.covered(graph, resolved.thinnings()).stream()
                .distinct()
                .map(weight -> site(weight, resolved, measured))
                .toList();
        return new PolicyData(
                policy.name(),
                project.target().map(JvmTarget::policy).equals(Optional.of(policy.name())),
                policy.rotated(),
                sites,
                Sites.nominalKept(graph, resolved.thinnings()),
                resolved.calibration(),
                resolved.problem(),
                measured);
    }

    private Resolved resolve(CheckedPolicy policy) {
        Map<String, Thinning> asked = Map.of();
        try {
            PolicyResolver resolver = new PolicyResolver(project, policy);
            asked = resolver.asked();
            Map<String, Thinning> measured = resolver.measured(lock);
            Optional<Lock.Policy> locked = lock.map(Lock::policies)
                    .filter(_ -> !policy.isDense())
                    .map(policies -> policies.get(policy.name()));
            return new Resolved(
                    measured,
                    locked.map(Lock.Policy::tensors).orElse(""),
                    locked.map(Lock.Policy::calibration),
                    Optional.empty());
        } catch (ProjectException problem) {
            // The page is about the other policies too, and about this one as far as the source alone tells.
            return new Resolved(asked, "", Optional.empty(), Optional.of(message(problem)));
        }
    }

    private static String message(ProjectException problem) {
        return problem.diagnostics().stream()
                .filter(Diagnostic::isError)
                .map(Diagnostic::message)
                .findFirst()
                .orElseThrow();
    }

    private static PolicyData.Site site(Weight weight, Resolved resolved, Optional<EvalResult> measured) {
        Optional<Thinning> thinning = Optional.ofNullable(resolved.thinnings().get(weight.path()));
        Optional<Density> density = measured.map(result -> result.sites().get(weight.path()));
        boolean calibrated = thinning.isPresent() && resolved.calibration().isPresent();
        return new PolicyData.Site(
                weight.path(),
                weight.type().size(0),
                weight.type().size(1),
                thinning,
                calibrated ? OptionalDouble.of(thinning.get().threshold()) : OptionalDouble.empty(),
                thinning.map(found -> Sites.nominalKept(weight, found)).orElse(1.0),
                density.map(found -> OptionalDouble.of(found.real())).orElse(OptionalDouble.empty()));
    }

    /// Whether `result` is of policy `name` as it is measured now.
    private static boolean isOf(String name, Resolved resolved, EvalResult result) {
        return result.policy().equals(name)
                && result.measured().equals(EvalResult.measured(resolved.thinnings(), resolved.tensors()));
    }

    /// Whether `result` is of a policy of the source as it stands there.
    boolean isCurrent(EvalResult result) {
        CheckedPolicy policy = project.model().policies().get(result.policy());
        return policy != null && isOf(policy.name(), resolve(policy), result);
    }
}
