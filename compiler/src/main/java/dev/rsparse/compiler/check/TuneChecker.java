package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.PolicyPart;
import dev.rsparse.grammar.Span;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Settles what a policy leaves to a search.
final class TuneChecker {

    private final SiteSelector selector;
    private final PolicyContradictions contradictions;
    private final Diagnostics diagnostics;

    TuneChecker(SiteSelector selector, PolicyContradictions contradictions, Diagnostics diagnostics) {
        this.selector = selector;
        this.contradictions = contradictions;
        this.diagnostics = diagnostics;
    }

    /// The policy's `tune`, if it has one without mistakes.
    ///
    /// @param follows whether its selector is followed; not when the model's linears are not all known
    Optional<TuneSpec> read(Item.Policy policy, boolean follows) {
        List<PolicyPart.Tune> statements = policy.parts().stream()
                .filter(PolicyPart.Tune.class::isInstance)
                .map(PolicyPart.Tune.class::cast)
                .toList();
        statements.stream().skip(1).forEach(again -> reportTwice(statements.getFirst(), again));
        return statements.stream().findFirst().flatMap(tune -> read(tune, follows));
    }

    private Optional<TuneSpec> read(PolicyPart.Tune tune, boolean follows) {
        Span span = tune.selector().span();
        Optional<TuneClauses.Read> clauses = new TuneClauses(diagnostics).read(tune.clauses(), span);
        List<String> sites = follows ? selector.select(tune.selector()) : List.of();
        if (clauses.isEmpty() || sites.isEmpty()) {
            return Optional.empty();
        }
        TuneClauses.Read read = clauses.get();
        checkReach(read);
        return Optional.of(new TuneSpec(
                sites,
                read.sparsity().lowest(),
                read.sparsity().highest(),
                read.splits().value(),
                skips(read, sites),
                TuneSpec.complement(read.mean().value()),
                read.objective(),
                read.search(),
                span));
    }

    private void checkReach(TuneClauses.Read read) {
        Shares.Range range = read.sparsity();
        double mean = read.mean().value();
        if (!range.holds(mean)) {
            String wanted = "a mean sparsity of " + Shares.text(mean) + " is out of reach: ";
            diagnostics.add(Diagnostic.at(
                            read.mean().span(),
                            Code.BUDGET_REACH,
                            wanted + "no linear is thinned "
                                    + (mean > range.highest()
                                            ? "by more than " + Shares.text(range.highest())
                                            : "by less than " + Shares.text(range.lowest())),
                            "out of reach")
                    .help("a mean of " + Shares.text(range.lowest()) + " to " + Shares.text(range.highest())
                            + " can be reached, or widen search sparsity"));
        }
    }

    private Set<Skip> skips(TuneClauses.Read read, List<String> sites) {
        Optional<String> withRows = sites.stream()
                .filter(site -> contradictions.whyNotRows(site).isEmpty())
                .findFirst();
        if (read.skips().isEmpty()) {
            return withRows.isPresent() ? EnumSet.allOf(Skip.class) : EnumSet.of(Skip.COLUMNS);
        }
        Set<Skip> asked = read.skips().get().value();
        Span span = read.skips().get().span();
        if (!asked.contains(Skip.ROWS)) {
            return asked;
        }
        if (!asked.contains(Skip.COLUMNS)) {
            sites.stream()
                    .filter(site -> contradictions.whyNotRows(site).isPresent())
                    .findFirst()
                    .ifPresent(site -> contradictions.reportRows(site, span));
            checkRowSplit(read, span);
        } else if (withRows.isEmpty()) {
            contradictions.reportRows(sites.getFirst(), span);
        }
        return asked;
    }

    private void checkRowSplit(TuneClauses.Read read, Span rows) {
        if (!read.splits().value().contains(1.0)) {
            diagnostics.add(Diagnostic.at(
                            read.splits().span(),
                            Code.CONTRADICTION,
                            "a linear that skips rows has no low-rank product",
                            "leaves no split for rows")
                    .with(rows, "rows alone are skipped")
                    .help("write split in {1.0}, or nothing"));
        }
    }

    /// Reports linears that the policy's `tune`, if it has one, cannot be asked for.
    void check(CheckedPolicy policy) {
        policy.tune().ifPresent(tune -> check(tune, policy.sites()));
    }

    private void check(TuneSpec tune, Map<String, SitePolicy> sites) {
        List<String> dense =
                tune.sites().stream().filter(site -> !sites.get(site).sparse()).toList();
        if (!dense.isEmpty()) {
            reportDense(tune, dense, sites);
        }
        for (String site : tune.sites()) {
            Span rank = sites.get(site).decidedBy().get(PolicySetting.Rank.SUBJECT);
            if (sites.get(site).sparse() && rank != null) {
                diagnostics.add(Diagnostic.at(
                                rank,
                                Code.CONTRADICTION,
                                "the rank of a tuned linear follows from its split",
                                "rank of " + site)
                        .with(tune.span(), "tuned here")
                        .help("leave rank out"));
            }
        }
    }

    private void reportDense(TuneSpec tune, List<String> dense, Map<String, SitePolicy> sites) {
        String first = dense.getFirst();
        String others = dense.size() == 1 ? ", which is dense" : " and " + (dense.size() - 1) + " more that are dense";
        Diagnostic reached = Diagnostic.at(
                        tune.span(), Code.TUNES_DENSE, "tune reaches " + first + others, "reaches " + first)
                .help("tune what is rsparse alone, or make it rsparse");
        Span decided = sites.get(first).decidedBy().get(PolicySetting.Mode.SUBJECT);
        diagnostics.add(decided == null ? reached : reached.with(decided, "makes it dense"));
    }

    private void reportTwice(PolicyPart.Tune first, PolicyPart.Tune again) {
        diagnostics.add(
                Diagnostic.at(again.selector().span(), Code.DUPLICATE_NAME, "a policy has one tune", "given again")
                        .with(first.selector().span(), "given first"));
    }
}
