package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.PolicyPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `policy fast extends half { … }` as one policy: the parent's rules, then its own.
///
/// A default of its own stands in the place of the parent's, so do its `calibrate`, its `tune` and statements that the
/// parent has too. What the parent asserts of itself is not asserted of it.
final class PolicyInheritance {

    private final Map<String, Item.Policy> policies = new LinkedHashMap<>();
    private final Diagnostics diagnostics;

    PolicyInheritance(List<Item.Policy> all, Diagnostics diagnostics) {
        all.forEach(policy -> policies.putIfAbsent(policy.name().text(), policy));
        this.diagnostics = diagnostics;
    }

    /// `policy` with what it inherits; what cannot be is reported.
    Item.Policy complete(Item.Policy policy) {
        return complete(policy, new HashSet<>());
    }

    private Item.Policy complete(Item.Policy policy, Set<String> below) {
        Optional<Name> name = policy.parent().filter(parent -> !parent.text().equals(CheckedPolicy.DENSE));
        if (name.isEmpty()) {
            return policy;
        }
        below.add(policy.name().text());
        Item.Policy parent = policies.get(name.get().text());
        if (parent == null) {
            reportUnknown(name.get());
            return policy;
        }
        if (below.contains(parent.name().text())) {
            diagnostics.add(Diagnostic.at(
                    name.get().span(),
                    Code.RECURSION,
                    "policy '" + policy.name() + "' extends itself",
                    "would never end"));
            return policy;
        }
        Item.Policy inherited = complete(parent, below);
        List<PolicyPart> parts = new ArrayList<>();
        inherited.parts().stream()
                .filter(part -> !isReplaced(part, policy.parts()))
                .forEach(parts::add);
        parts.addAll(policy.parts());
        List<Name> models = policy.model().isEmpty() ? inherited.model() : policy.model();
        return new Item.Policy(policy.name(), models, policy.parent(), parts, policy.span());
    }

    private static boolean isReplaced(PolicyPart part, List<PolicyPart> own) {
        return switch (part) {
            case PolicyPart.Assert _ -> true;
            case PolicyPart.Default _, PolicyPart.Calibrate _, PolicyPart.Tune _ ->
                own.stream().anyMatch(other -> other.getClass() == part.getClass());
            case PolicyPart.Whole whole ->
                own.stream()
                        .anyMatch(other -> other instanceof PolicyPart.Whole again
                                && again.property()
                                        .name()
                                        .text()
                                        .equals(whole.property().name().text()));
            case PolicyPart.Select _, Item.Unknown _ -> false;
        };
    }

    private void reportUnknown(Name parent) {
        Diagnostic unknown = Diagnostic.at(
                parent.span(), Code.UNKNOWN_NAME, "unknown policy '" + parent + "'", "no policy has this name");
        diagnostics.add(Suggestion.nearest(parent.text(), policies.keySet())
                .map(meant -> unknown.help("did you mean '" + meant + "'?"))
                .orElse(unknown));
    }
}
