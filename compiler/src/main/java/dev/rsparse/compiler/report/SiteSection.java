package dev.rsparse.compiler.report;

import dev.rsparse.compiler.ir.Thinning;
import java.util.OptionalDouble;

/// All linears under the chosen policy, in figures.
final class SiteSection {

    private SiteSection() {}

    static void write(Markup out, ReportData data) {
        PolicyData policy = data.chosen();
        out.leaf(
                "p",
                "Policy " + policy.name() + ". Kept bytes and density are in percent; they are of the linear's bytes,"
                        + " and of its channels (outputs where rows are skipped)."
                        + policy.measured()
                                .map(result ->
                                        " Density was measured on " + result.text() + ", phase " + result.phase() + ".")
                                .orElse(""),
                "class",
                "quiet");
        Tables.open(out, "Linears under policy " + policy.name());
        Tables.head(
                out,
                "linear",
                "shape",
                "skip",
                "sparsity, %",
                "split",
                "rank",
                "gamma",
                "threshold",
                "kept bytes asked, %",
                "density, %");
        policy.sites().forEach(site -> site(out, site));
        total(out, policy);
        Tables.close(out);
    }

    private static void site(Markup out, PolicyData.Site site) {
        out.open("tr");
        Tables.name(out, site.path());
        Tables.number(out, site.out() + "×" + site.in());
        if (site.thinning().isPresent()) {
            Thinning thinning = site.thinning().get();
            Tables.number(out, thinning.skip().text());
            Tables.number(out, Numbers.shortPercent(thinning.sparsity()));
            Tables.number(out, Numbers.plain(thinning.split()));
            Tables.number(out, thinning.rank() == 0 ? "" : Integer.toString(thinning.rank()));
            Tables.number(out, Numbers.plain(thinning.gamma()));
        } else {
            out.leaf("td", "dense", "class", "quiet");
            for (int i = 0; i < 4; i++) {
                Tables.number(out, "");
            }
        }
        OptionalDouble threshold = site.threshold();
        Tables.number(out, threshold.isPresent() ? Numbers.threshold(threshold.getAsDouble()) : "");
        Tables.number(out, Numbers.percent(site.nominalKept()));
        OptionalDouble density = site.density();
        Tables.number(out, density.isPresent() ? Numbers.percent(density.getAsDouble()) : "");
        out.close();
    }

    private static void total(Markup out, PolicyData policy) {
        out.open("tr", "class", "total");
        Tables.name(out, "all");
        for (int i = 0; i < 7; i++) {
            Tables.number(out, "");
        }
        Tables.number(out, Numbers.percent(policy.nominalKept()));
        Tables.number(out, "");
        out.close();
    }
}
