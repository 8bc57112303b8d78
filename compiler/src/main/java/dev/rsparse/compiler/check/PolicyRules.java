package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.PolicyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the blocks of a policy: what each reaches and sets.
final class PolicyRules {

    private final PolicyWeights weights;
    private final SiteSelector selector;
    private final boolean follows;
    private final PolicyProperties properties;
    private final Diagnostics diagnostics;

    /// @param follows whether selectors are followed; not when the graph has mistakes and its linears are not all known
    PolicyRules(PolicyWeights weights, SiteSelector selector, boolean follows, Diagnostics diagnostics) {
        this.weights = weights;
        this.selector = selector;
        this.follows = follows;
        this.properties = new PolicyProperties(diagnostics);
        this.diagnostics = diagnostics;
    }

    /// In the order in which they apply: `default` first wherever it stands, then the selections in source order.
    List<PolicyRule> read(Item.Policy policy) {
        List<PolicyRule> defaults = new ArrayList<>();
        List<PolicyRule> selections = new ArrayList<>();
        for (PolicyPart part : policy.parts()) {
            switch (part) {
                case PolicyPart.Default block -> {
                    if (!defaults.isEmpty()) {
                        diagnostics.add(Diagnostic.at(
                                        block.span(), Code.DUPLICATE_NAME, "a policy has one default", "given again")
                                .with(defaults.getFirst().span(), "given first"));
                    }
                    defaults.add(standard(block));
                }
                case PolicyPart.Select select -> selections.add(rule(select));
                // The statements beside the blocks thin nothing, and are read as such.
                case PolicyPart.Calibrate _,
                        PolicyPart.Tune _,
                        PolicyPart.Assert _,
                        PolicyPart.Whole _,
                        Item.Unknown _ -> {}
            }
        }
        defaults.addAll(selections);
        return defaults;
    }

    private PolicyRule standard(PolicyPart.Default block) {
        return new PolicyRule(
                block.span(),
                Optional.empty(),
                List.copyOf(weights.linears().keySet()),
                List.copyOf(weights.tables().keySet()),
                properties.read(block.properties()));
    }

    /// A block that says how weights are stored may select embedding tables too.
    private PolicyRule rule(PolicyPart.Select select) {
        List<PolicySetting> settings = properties.read(select.properties());
        List<String> reached = List.of();
        if (follows) {
            boolean stores = settings.stream().anyMatch(PolicySetting.Format.class::isInstance);
            Set<String> tables = stores ? weights.tables().keySet() : Set.of();
            reached = selector.select(select.selector(), tables);
        }
        PolicyRule rule = new PolicyRule(
                select.span(),
                Optional.of(select.selector().span()),
                among(reached, weights.linears()),
                among(reached, weights.tables()),
                settings);
        if (rule.sites().isEmpty() && !rule.tables().isEmpty() && settings.size() > 1) {
            diagnostics.add(Diagnostic.at(
                            select.span(),
                            Code.SELECTS_NOTHING,
                            "the selector matches no linear, and an embedding takes weights alone",
                            "selects " + String.join(", ", rule.tables()))
                    .help("select " + rule.tables().getFirst() + " { weights q8; }"));
        }
        return rule;
    }

    private static List<String> among(List<String> paths, Map<String, ?> known) {
        return paths.stream().filter(known::containsKey).toList();
    }
}
