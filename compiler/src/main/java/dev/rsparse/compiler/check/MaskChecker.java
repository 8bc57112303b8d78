package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.grammar.Span;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reports linears that cannot share a mask, or have nobody to share it with.
final class MaskChecker {

    private final Diagnostics diagnostics;

    MaskChecker(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void check(CheckedPolicy policy, Graph graph) {
        policy.sites().forEach((path, site) -> {
            if (site.sparse() && site.sharedMask()) {
                checkAlone(path, site);
            }
        });
        List<List<String>> groups = SharedMasks.groups(graph, policy.sites());
        for (List<String> group : groups) {
            String first = group.getFirst();
            group.stream().skip(1).forEach(other -> compare(policy, first, other));
        }
        warnWithoutPartner(policy, groups);
    }

    private static Span mask(SitePolicy site) {
        return site.decidedBy().get(PolicySetting.Masking.SUBJECT);
    }

    private void checkAlone(String path, SitePolicy site) {
        if (site.skip() == Skip.ROWS) {
            diagnostics.add(Diagnostic.at(
                            mask(site),
                            Code.CONTRADICTION,
                            "a linear that skips rows shares no mask",
                            "asks for " + path)
                    .with(site.decidedBy().get(PolicySetting.Skipping.SUBJECT), "skips rows")
                    .help("select it with mask own"));
        }
    }

    /// Reports what differs first: a split may bring a gamma with it.
    private void compare(CheckedPolicy policy, String first, String other) {
        SitePolicy one = policy.sites().get(first);
        SitePolicy two = policy.sites().get(other);
        if (one.sparsity() != two.sparsity()) {
            reportDifferent(policy, first, other, List.of(PolicySetting.Sparsity.SUBJECT));
        } else if (one.split() != two.split()) {
            reportDifferent(policy, first, other, List.of(PolicySetting.Split.SUBJECT));
        } else if (one.gamma() != two.gamma()) {
            reportDifferent(policy, first, other, List.of(PolicySetting.Gamma.SUBJECT, PolicySetting.Ranking.SUBJECT));
        } else {
            policy.tune().ifPresent(tune -> compare(tune, policy, first, other));
        }
    }

    /// A search decides for all that share a mask, or for none.
    private void compare(TuneSpec tune, CheckedPolicy policy, String first, String other) {
        if (tune.sites().contains(first) != tune.sites().contains(other)) {
            String tuned = tune.sites().contains(first) ? first : other;
            String left = tuned.equals(first) ? other : first;
            diagnostics.add(Diagnostic.at(
                            mask(policy.sites().get(left)),
                            Code.CONTRADICTION,
                            tuned + " and " + left + " share a mask and only " + tuned + " is tuned",
                            "asks for " + left)
                    .with(tune.span(), "does not reach " + left)
                    .help("let the tune block select all linears that share a mask, or none of them"));
        }
    }

    /// @param subjects the properties that decide it, and the first of them what it is called
    private void reportDifferent(CheckedPolicy policy, String first, String other, List<String> subjects) {
        String subject = subjects.getFirst();
        Diagnostic different = Diagnostic.at(
                        decided(policy, other, subjects),
                        Code.CONTRADICTION,
                        first + " and " + other + " share a mask and have not the same " + subject,
                        subject + " of " + other)
                .with(decided(policy, first, subjects), subject + " of " + first);
        diagnostics.add(different.help("linears with one mask have one sparsity, split and gamma"));
    }

    /// Where a property was given, or else where the mask was shared.
    private static Span decided(CheckedPolicy policy, String path, List<String> subjects) {
        SitePolicy site = policy.sites().get(path);
        return subjects.stream()
                .map(site.decidedBy()::get)
                .filter(found -> found != null)
                .findFirst()
                .orElseGet(() -> mask(site));
    }

    private void warnWithoutPartner(CheckedPolicy policy, List<List<String>> groups) {
        Set<String> sharing = new LinkedHashSet<>();
        groups.forEach(sharing::addAll);
        Map<Span, Boolean> useful = new LinkedHashMap<>();
        policy.sites().forEach((path, site) -> {
            if (site.sparse() && site.sharedMask()) {
                useful.merge(mask(site), sharing.contains(path), Boolean::logicalOr);
            }
        });
        useful.forEach((span, used) -> {
            if (!used) {
                diagnostics.add(Diagnostic.at(
                                span,
                                Code.NO_EFFECT,
                                "no two of the linears reached here read one value",
                                "has no effect")
                        .help("share the mask of q, k and v, or of gate and up"));
            }
        });
    }
}
