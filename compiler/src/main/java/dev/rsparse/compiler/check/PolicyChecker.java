package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Resolves a policy for every linear of a graph. Rules apply in source order, `default` first wherever it stands;
/// a later rule wins property by property.
final class PolicyChecker {

    private final Optional<Graph> graph;
    private final PolicyWeights weights;
    private final PolicyRules rules;
    private final SiteResolver sites;
    private final PolicyStatements statements;
    private final CalibrateChecker calibrations;
    private final TuneChecker tunes;
    private final AssertChecker assertions;
    private final MaskChecker masks;
    private final Diagnostics diagnostics;

    /// @param graph absent when it has mistakes: then its linears are not all known, and selectors are not followed
    PolicyChecker(Optional<Graph> graph, ConstantChecker constants, Diagnostics diagnostics) {
        this.graph = graph;
        this.weights = graph.map(PolicyWeights::of).orElse(PolicyWeights.NONE);
        SiteSelector selector = new SiteSelector(weights, constants, diagnostics);
        PolicyContradictions contradictions = new PolicyContradictions(graph, diagnostics);
        this.rules = new PolicyRules(weights, selector, graph.isPresent(), diagnostics);
        this.sites = new SiteResolver(contradictions, diagnostics);
        this.statements = new PolicyStatements(diagnostics);
        this.calibrations = new CalibrateChecker(diagnostics);
        this.tunes = new TuneChecker(selector, contradictions, diagnostics);
        this.assertions = new AssertChecker(constants, diagnostics);
        this.masks = new MaskChecker(diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The policy that thins nothing.
    CheckedPolicy dense() {
        Map<String, SitePolicy> dense = new LinkedHashMap<>();
        weights.linears().keySet().forEach(site -> dense.put(site, SitePolicy.dense(Map.of())));
        return new CheckedPolicy(
                CheckedPolicy.DENSE,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                List.of(),
                dense);
    }

    CheckedPolicy check(Item.Policy policy) {
        int before = diagnostics.errorCount();
        CheckedPolicy stated = stated(policy);
        List<PolicyRule> read = rules.read(policy);
        if (graph.isEmpty() || diagnostics.errorCount() > before) {
            // What a wrong property would have given must not be missed once more below.
            return stated;
        }
        Map<String, SitePolicy> resolved = new LinkedHashMap<>();
        weights.linears().forEach((path, weight) -> resolved.put(path, sites.resolve(stated, read, weight)));
        read.forEach(rule -> warnWithoutEffect(rule, resolved));
        new NumbersPolicy(graph.get(), diagnostics).check(stated, resolved.values());
        CheckedPolicy checked = stated.withSites(resolved, weights.formats(read), reaches(stated, read));
        tunes.check(checked);
        masks.check(checked, graph.get());
        if (diagnostics.errorCount() == before) {
            assertions.check(checked, graph.get());
        }
        return checked;
    }

    /// What the policy says beside its blocks, still without linears.
    private CheckedPolicy stated(Item.Policy policy) {
        Map<String, Span> whole = statements.read(policy);
        return new CheckedPolicy(
                policy.name().text(),
                Optional.ofNullable(whole.get(PolicyStatements.ROTATE)),
                whole.containsKey(PolicyStatements.FIRST),
                calibrations.read(policy),
                tunes.read(policy, graph.isPresent()),
                assertions.read(policy),
                Map.of(),
                List.of(),
                Map.of());
    }

    private static List<PolicyReach> reaches(CheckedPolicy stated, List<PolicyRule> read) {
        Stream<PolicyReach> tuned = stated.tune().stream()
                .map(tune -> new PolicyReach("tune", Optional.of(tune.span()), tune.span(), tune.sites()));
        return Stream.concat(read.stream().map(PolicyRule::reach), tuned).toList();
    }

    private void warnWithoutEffect(PolicyRule rule, Map<String, SitePolicy> sites) {
        List<PolicySetting> figures = rule.settings().stream()
                .filter(setting -> !(setting instanceof PolicySetting.Mode || setting instanceof PolicySetting.Format))
                .toList();
        boolean allDense =
                rule.sites().stream().noneMatch(site -> sites.get(site).sparse());
        if (!figures.isEmpty() && !rule.sites().isEmpty() && allDense) {
            diagnostics.add(Diagnostic.at(
                            figures.getFirst().span(),
                            Code.NO_EFFECT,
                            "no linear reached here is rsparse",
                            "has no effect")
                    .help("add rsparse; to thin them"));
        }
    }
}
