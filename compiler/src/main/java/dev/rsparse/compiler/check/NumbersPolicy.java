package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.grammar.Span;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/// Refuses what a policy asks of a model that reads numbers: thresholds, plans and bases are measured over a text,
/// which such a model cannot read, so that nothing of it could ever run.
final class NumbersPolicy {

    private final Graph graph;
    private final Diagnostics diagnostics;

    NumbersPolicy(Graph graph, Diagnostics diagnostics) {
        this.graph = graph;
        this.diagnostics = diagnostics;
    }

    /// Reports each place of `policy` that asks for what needs a text; none for a model of tokens.
    ///
    /// @param sites what it comes to for each linear
    void check(CheckedPolicy policy, Collection<SitePolicy> sites) {
        if (!graph.readsNumbers()) {
            return;
        }
        Set<Span> thinned = new LinkedHashSet<>();
        sites.stream()
                .filter(SitePolicy::sparse)
                .map(site -> site.decidedBy().get(PolicySetting.Mode.SUBJECT))
                .filter(Objects::nonNull)
                .forEach(thinned::add);
        thinned.forEach(span -> report(policy, span, "thins linears"));
        policy.tune().ifPresent(tune -> report(policy, tune.span(), "has linears tuned"));
        policy.calibration().ifPresent(calibrate -> report(policy, calibrate.span(), "is calibrated"));
        policy.rotation().ifPresent(span -> report(policy, span, "rotates a residual stream"));
    }

    private void report(CheckedPolicy policy, Span span, String asks) {
        diagnostics.add(Diagnostic.at(
                        span,
                        Code.NUMBERS_DENSE,
                        "policy '" + policy.name() + "' " + asks + ", and " + graph.name()
                                + ", which reads numbers, runs dense",
                        "needs a text to measure")
                .help("'policy " + policy.name() + " for MODEL' keeps it to a model of tokens; formats of weights may"
                        + " stay"));
    }
}
