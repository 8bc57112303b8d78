package dev.rsparse.compiler.report;

import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.project.EvalResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How far each policy thins each linear, as a map of layers and kinds.
final class AllocationSection {

    private AllocationSection() {}

    static void write(Markup out, ReportData data) {
        List<PolicyData> shown =
                data.policies().stream().filter(policy -> policy.thinned() > 0).toList();
        if (shown.isEmpty()) {
            out.leaf("p", "There is no policy to show.");
            return;
        }
        out.leaf(
                "p",
                "Large: sparsity asked for, in percent of the bytes. Small: share of the channels (of the outputs where"
                        + " rows are skipped) that was really kept, in percent. r: rank of the low-rank term. Blank"
                        + " cells stay dense.",
                "class",
                "quiet");
        out.open("div", "class", "maps");
        shown.forEach(policy -> write(out, policy));
        out.close();
    }

    private static void write(Markup out, PolicyData policy) {
        out.open("div").leaf("h3", policy.name());
        out.leaf(
                "p",
                policy.measured()
                        .map(AllocationSection::describe)
                        .orElse("No result is kept that tells what was really kept."),
                "class",
                "quiet");
        Set<String> rows = new LinkedHashSet<>();
        Set<String> kinds = new LinkedHashSet<>();
        Map<String, PolicyData.Site> cells = new TreeMap<>();
        for (PolicyData.Site site : policy.sites()) {
            rows.add(site.place().row());
            kinds.add(site.place().kind());
            cells.put(cell(site.place().row(), site.place().kind()), site);
        }
        Tables.open(out, "Sparsity of policy " + policy.name());
        Tables.head(out, "", kinds.toArray(String[]::new));
        for (String row : rows) {
            out.open("tr");
            Tables.name(out, row);
            kinds.forEach(kind -> cell(out, cells.get(cell(row, kind))));
            out.close();
        }
        Tables.close(out);
        out.close();
    }

    private static String cell(String row, String kind) {
        return row + " " + kind;
    }

    private static void cell(Markup out, PolicyData.Site site) {
        if (site == null || site.thinning().isEmpty()) {
            Tables.number(out, "");
            return;
        }
        Thinning thinning = site.thinning().get();
        out.open(
                "td",
                "class",
                "heat",
                "style",
                "--p:" + Math.round(100 * thinning.sparsity()) + "%",
                "title",
                site.path());
        out.leaf("b", Numbers.shortPercent(thinning.sparsity()));
        String mark = mark(thinning);
        if (!mark.isEmpty()) {
            out.text(" ").leaf("i", mark);
        }
        if (site.density().isPresent()) {
            out.leaf("small", Numbers.percent(site.density().getAsDouble()));
        }
        out.close();
    }

    private static String mark(Thinning thinning) {
        return switch (thinning.skip()) {
            case ROWS -> "rows";
            case COLUMNS -> thinning.rank() == 0 ? "" : "r" + thinning.rank();
        };
    }

    private static String describe(EvalResult result) {
        return "Really kept on " + result.text() + ", phase " + result.phase() + ", " + result.tokens() + " tokens.";
    }
}
