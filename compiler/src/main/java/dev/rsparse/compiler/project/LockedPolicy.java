package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.SharedMasks;
import dev.rsparse.compiler.check.TuneSpec;
import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.lock.Lock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the lock holds of a policy, beside the policy as it is written now.
///
/// @param graph of the model as written
record LockedPolicy(CheckedPolicy policy, Graph graph, Lock.Policy locked) {

    /// Whether a search chose figures of this policy's, and it still leaves them to one.
    boolean isTuned() {
        return policy.tune().isPresent() && locked.tuning().isPresent();
    }

    /// The lock's word on the linears in `asked`; those that the search left dense are not in it.
    Map<String, Thinning> sites(Map<String, Thinning> asked) {
        Map<String, Thinning> sites = new LinkedHashMap<>(asked);
        sites.replaceAll((site, thinning) -> locked.sites().getOrDefault(site, thinning));
        sites.keySet().removeIf(site -> !locked.sites().containsKey(site));
        return sites;
    }

    /// What keeps the lock's figures for the linears in `asked` from being the policy's, in a few words.
    Optional<String> change(Map<String, Thinning> asked) {
        if (locked.rotated() != policy.rotated()) {
            return Optional.of("its residual stream is "
                    + (policy.rotated() ? "rotated now and was not" : "not rotated now and was"));
        }
        if (isTuned() && !hasSameEnd(policy.tune().get(), locked.tuning().get())) {
            return Optional.of("its tune is not as it was");
        }
        return asked.entrySet().stream()
                .flatMap(site -> change(site.getKey(), site.getValue()).stream())
                .findFirst();
    }

    /// Which search found a plan does not matter to what the plan is: another may be named on the command line.
    private static boolean hasSameEnd(TuneSpec spec, Lock.Tuning tuning) {
        return spec.objective().text().equals(tuning.objective()) && spec.budget() == tuning.budget();
    }

    private Optional<String> change(String site, Thinning asked) {
        Thinning found = locked.sites().get(site);
        if (isTuned() && policy.tune().get().sites().contains(site)) {
            return found == null || isAllowed(site, asked, found)
                    ? Optional.empty()
                    : Optional.of(site + " is not what its tune allows");
        }
        if (found == null) {
            return Optional.of(site + " is not in it");
        }
        return asked.withThreshold(found.threshold()).equals(found)
                ? Optional.empty()
                : Optional.of(site + " is not as it was");
    }

    private boolean isAllowed(String site, Thinning asked, Thinning found) {
        return policy.tune().orElseThrow().allows(found)
                && found.gamma() == gamma(asked)
                && found.phase() == asked.phase()
                && found.stack().equals(stack(site, found))
                && linear(site).filter(linear -> isPossible(linear, found)).isPresent();
    }

    private double gamma(Thinning asked) {
        return Arrays.stream(TuneSpec.Search.values())
                .filter(search ->
                        search.text().equals(locked.tuning().orElseThrow().search()))
                .findFirst()
                .map(search -> search.gamma(asked.gamma()))
                .orElse(asked.gamma());
    }

    /// The linears that a mask of this one is scored by when it is shared.
    private List<String> stack(String site, Thinning found) {
        if (found.skip() == Skip.ROWS || !found.scaled()) {
            return List.of();
        }
        return SharedMasks.groups(graph, policy.sites()).stream()
                .filter(group -> group.contains(site))
                .findFirst()
                .orElse(List.of());
    }

    private Optional<Node.Linear> linear(String site) {
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .filter(linear -> linear.weight().path().equals(site))
                .findFirst();
    }

    private boolean isPossible(Node.Linear linear, Thinning found) {
        if (found.skip() == Skip.ROWS) {
            return found.rank() == 0
                    && GatedProduct.search(linear, new Uses(graph)) instanceof GatedProduct.Search.Found;
        }
        return found.rank()
                <= Math.min(
                        linear.weight().type().size(0), linear.weight().type().size(1));
    }
}
