package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the rules of a policy come to for one linear: later ones win, property by property, and what none of them says
/// has a standard.
final class SiteResolver {

    private final PolicyContradictions contradictions;
    private final Diagnostics diagnostics;

    SiteResolver(PolicyContradictions contradictions, Diagnostics diagnostics) {
        this.contradictions = contradictions;
        this.diagnostics = diagnostics;
    }

    /// @param policy what it says beside its rules
    SitePolicy resolve(CheckedPolicy policy, List<PolicyRule> rules, Weight weight) {
        String path = weight.path();
        Map<String, PolicySetting> settings = new LinkedHashMap<>();
        for (PolicyRule rule : rules) {
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
}
