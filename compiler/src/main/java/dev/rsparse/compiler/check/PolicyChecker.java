package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Span;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// Resolves a policy for every linear of a graph. Rules apply in source order, `default` first wherever it stands;
/// a later rule wins property by property.
final class PolicyChecker {

    /// @param sites linears it reaches
    /// @param tables embedding tables it reaches, of which it can say how they are stored
    private record Rule(Span span, List<String> sites, List<String> tables, List<PolicySetting> settings) {

        Optional<StripLayout> format() {
            return settings.stream()
                    .filter(PolicySetting.Format.class::isInstance)
                    .map(setting -> ((PolicySetting.Format) setting).format())
                    .findFirst();
        }
    }

    private final Optional<Graph> graph;
    private final Map<String, Weight> linears;
    private final Map<String, Weight> tables;
    private final SiteSelector selector;
    private final PolicyProperties properties;
    private final PolicyStatements statements;
    private final PolicyContradictions contradictions;
    private final CalibrateChecker calibrations;
    private final TuneChecker tunes;
    private final AssertChecker assertions;
    private final MaskChecker masks;
    private final Diagnostics diagnostics;

    /// @param graph absent when it has mistakes: then its linears are not all known, and selectors are not followed
    PolicyChecker(Optional<Graph> graph, ConstantChecker constants, Diagnostics diagnostics) {
        this.graph = graph;
        this.linears = graph.map(PolicyChecker::linears).orElseGet(Map::of);
        this.tables = graph.map(PolicyChecker::tables).orElseGet(Map::of);
        this.selector = new SiteSelector(constants, diagnostics);
        this.properties = new PolicyProperties(diagnostics);
        this.statements = new PolicyStatements(diagnostics);
        this.contradictions = new PolicyContradictions(graph, diagnostics);
        this.calibrations = new CalibrateChecker(diagnostics);
        this.tunes = new TuneChecker(selector, contradictions, diagnostics);
        this.assertions = new AssertChecker(constants, diagnostics);
        this.masks = new MaskChecker(diagnostics);
        this.diagnostics = diagnostics;
    }

    /// The policy that thins nothing.
    CheckedPolicy dense() {
        Map<String, SitePolicy> sites = new LinkedHashMap<>();
        linears.keySet().forEach(site -> sites.put(site, SitePolicy.dense(Map.of())));
        return new CheckedPolicy(
                CheckedPolicy.DENSE,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                sites);
    }

    CheckedPolicy check(Item.Policy policy) {
        int before = diagnostics.errorCount();
        CheckedPolicy stated = stated(policy);
        List<Rule> rules = rules(policy);
        if (graph.isEmpty() || diagnostics.errorCount() > before) {
            // What a wrong property would have given must not be missed once more below.
            return stated;
        }
        Map<String, SitePolicy> sites = new LinkedHashMap<>();
        linears.forEach((path, weight) -> sites.put(path, resolve(stated, rules, weight)));
        for (Rule rule : rules) {
            warnWithoutEffect(rule, sites);
        }
        CheckedPolicy checked = stated.withSites(sites, formats(rules));
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
                tunes.read(policy, graph.map(_ -> linears.keySet())),
                assertions.read(policy),
                Map.of(),
                Map.of());
    }

    private static Map<String, Weight> linears(Graph graph) {
        Map<String, Weight> linears = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear) {
                linears.put(linear.weight().path(), linear.weight());
            }
        }
        return linears;
    }

    private static Map<String, Weight> tables(Graph graph) {
        Map<String, Weight> tables = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Gather gather) {
                tables.put(gather.table().path(), gather.table());
            }
        }
        return tables;
    }

    private List<Rule> rules(Item.Policy policy) {
        List<Rule> defaults = new ArrayList<>();
        List<Rule> selections = new ArrayList<>();
        for (PolicyPart part : policy.parts()) {
            switch (part) {
                case PolicyPart.Default block -> {
                    if (!defaults.isEmpty()) {
                        diagnostics.add(Diagnostic.at(
                                        block.span(), Code.DUPLICATE_NAME, "a policy has one default", "given again")
                                .with(defaults.getFirst().span(), "given first"));
                    }
                    List<String> everywhere = List.copyOf(linears.keySet());
                    List<String> allTables = List.copyOf(tables.keySet());
                    defaults.add(new Rule(block.span(), everywhere, allTables, properties.read(block.properties())));
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

    /// A block that says how weights are stored may select embedding tables too.
    private Rule rule(PolicyPart.Select select) {
        List<PolicySetting> settings = properties.read(select.properties());
        List<String> reached = List.of();
        if (graph.isPresent()) {
            boolean stores = settings.stream().anyMatch(PolicySetting.Format.class::isInstance);
            reached = selector.select(select.selector(), linears.keySet(), stores ? tables.keySet() : Set.of());
        }
        List<String> sites = reached.stream().filter(linears::containsKey).toList();
        Rule rule = new Rule(
                select.span(),
                sites,
                reached.stream().filter(tables::containsKey).toList(),
                settings);
        if (sites.isEmpty() && !rule.tables().isEmpty() && settings.size() > 1) {
            diagnostics.add(Diagnostic.at(
                            select.span(),
                            Code.SELECTS_NOTHING,
                            "the selector matches no linear, and an embedding takes weights alone",
                            "selects " + String.join(", ", rule.tables()))
                    .help("select " + rule.tables().getFirst() + " { weights q8; }"));
        }
        return rule;
    }

    /// A tensor that an embedding shares with a linear is stored once: the later rule for either holds for both.
    private Map<String, StripLayout> formats(List<Rule> rules) {
        Map<String, Weight> weights = new LinkedHashMap<>(tables);
        weights.putAll(linears);
        Map<String, StripLayout> byTensor = new LinkedHashMap<>();
        for (Rule rule : rules) {
            rule.format()
                    .ifPresent(format -> Stream.concat(rule.sites().stream(), rule.tables().stream())
                            .forEach(path -> byTensor.put(weights.get(path).tensor(), format)));
        }
        Map<String, StripLayout> formats = new LinkedHashMap<>();
        weights.forEach((path, weight) -> {
            if (byTensor.containsKey(weight.tensor())) {
                formats.put(path, byTensor.get(weight.tensor()));
            }
        });
        return formats;
    }

    private SitePolicy resolve(CheckedPolicy policy, List<Rule> rules, Weight weight) {
        String path = weight.path();
        Map<String, PolicySetting> settings = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.sites().contains(path)) {
                rule.settings().forEach(setting -> settings.put(setting.subject(), setting));
            }
        }
        Map<String, Span> decidedBy = new LinkedHashMap<>();
        settings.forEach((subject, setting) -> decidedBy.put(subject, setting.span()));
        boolean sparse =
                settings.get(PolicySetting.Mode.SUBJECT) instanceof PolicySetting.Mode(boolean on, var _) && on;
        if (!sparse) {
            return SitePolicy.dense(decidedBy);
        }
        contradictions.check(path, settings);
        return new SitePolicy(
                true,
                settings.get(PolicySetting.Skipping.SUBJECT) instanceof PolicySetting.Skipping(Skip skip, var _)
                        ? skip
                        : Skip.COLUMNS,
                sparsity(policy, settings, path).orElse(0.0),
                settings.get(PolicySetting.Split.SUBJECT) instanceof PolicySetting.Split(double share, var _)
                        ? share
                        : 1,
                rank(settings, path, weight),
                settings.get(PolicySetting.Tokens.SUBJECT) instanceof PolicySetting.Tokens(Phase phase, var _)
                        ? phase
                        : Phase.DECODE,
                gamma(settings),
                settings.get(PolicySetting.Masking.SUBJECT) instanceof PolicySetting.Masking(MaskScope scope, var _)
                        && scope == MaskScope.SHARED,
                decidedBy);
    }

    /// Without a word on it, scores are scaled where a low-rank term takes what they rank low.
    private static double gamma(Map<String, PolicySetting> settings) {
        if (settings.get(PolicySetting.Gamma.SUBJECT) instanceof PolicySetting.Gamma(double exponent, var _)) {
            return exponent;
        }
        if (settings.get(PolicySetting.Ranking.SUBJECT) instanceof PolicySetting.Ranking(Score score, var _)) {
            return score == Score.COLUMN_NORM ? 1 : 0;
        }
        boolean lowRank = settings.containsKey(PolicySetting.Rank.SUBJECT)
                || settings.get(PolicySetting.Split.SUBJECT) instanceof PolicySetting.Split(double share, var _)
                        && share < 1;
        return lowRank ? 1 : 0;
    }

    private Optional<Double> sparsity(CheckedPolicy policy, Map<String, PolicySetting> settings, String path) {
        if (settings.get(PolicySetting.Sparsity.SUBJECT) instanceof PolicySetting.Sparsity(double share, var _)) {
            return Optional.of(share);
        }
        Optional<TuneSpec> tune = policy.tune().filter(spec -> spec.sites().contains(path));
        if (tune.isPresent()) {
            return tune.map(TuneSpec::meanSparsity);
        }
        diagnostics.add(Diagnostic.at(
                        settings.get(PolicySetting.Mode.SUBJECT).span(),
                        Code.INCOMPLETE_POLICY,
                        "policy '" + policy.name() + "' gives " + path + " no sparsity",
                        "rsparse without sparsity")
                .help("write how much not to read: sparsity 50%;"));
        return Optional.empty();
    }

    private OptionalInt rank(Map<String, PolicySetting> settings, String path, Weight weight) {
        if (!(settings.get(PolicySetting.Rank.SUBJECT) instanceof PolicySetting.Rank(int rank, Span span))) {
            return OptionalInt.empty();
        }
        int most = Math.min(weight.type().size(0), weight.type().size(1));
        if (rank > most) {
            diagnostics.add(Diagnostic.at(
                    span,
                    Code.PROPERTY_RANGE,
                    "rank " + rank + " is more than " + path + " " + weight.type() + " can have, " + most,
                    "at most " + most));
        }
        return OptionalInt.of(rank);
    }

    private void warnWithoutEffect(Rule rule, Map<String, SitePolicy> sites) {
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
