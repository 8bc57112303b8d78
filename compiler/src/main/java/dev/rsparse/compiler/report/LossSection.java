package dev.rsparse.compiler.report;

import dev.rsparse.compiler.project.EvalResult;

/// Kept results: a chart and a table for each group that can be compared.
final class LossSection {

    private static final double MEGABYTE = 1e6;

    private LossSection() {}

    static void write(Markup out, ReportData data) {
        if (data.losses().isEmpty()) {
            out.open("p").text("No results are kept beside the source yet. ");
            Commands.overText(
                    out,
                    "eval " + data.header().source() + " --policy "
                            + data.chosen().name());
            out.text(" measures one and keeps it.");
            out.close();
            return;
        }
        for (LossGroup group : data.losses()) {
            write(out, group);
        }
    }

    private static void write(Markup out, LossGroup group) {
        LossGroup.Key key = group.key();
        out.leaf("h3", key.text() + ", phase " + key.phase());
        out.leaf(
                "p",
                key.windows() + " windows of " + key.windowLength() + " tokens"
                        + (key.prompt() > 0 ? ", the first " + key.prompt() + " of each dense" : "") + "; weights in "
                        + key.weights() + "; text " + Numbers.digest(key.digest()),
                "class",
                "quiet");
        if (group.points().stream().anyMatch(point -> !point.dense())) {
            out.open("figure", "class", "chart");
            LossChart.draw(out, group);
            out.close();
        }
        if (group.points().stream().anyMatch(point -> !point.current())) {
            out.leaf(
                    "p",
                    "Older: the policy was changed, tuned or calibrated since; eval measures it as it is now.",
                    "class",
                    "quiet");
        }
        table(out, group);
    }

    private static void table(Markup out, LossGroup group) {
        Tables.open(
                out,
                "Results over " + group.key().text() + ", phase " + group.key().phase());
        Tables.head(out, "policy", "kept, %", "asked, %", "NLL", "dNLL", "perplexity", "MB per token", "of dense, %");
        for (LossGroup.Point point : group.points()) {
            EvalResult result = point.result();
            out.open("tr");
            Tables.name(out, result.policy() + (point.current() ? "" : " (older)"));
            Tables.number(out, Numbers.percent(result.keptBytes()));
            Tables.number(out, Numbers.percent(result.nominalKeptBytes()));
            Tables.number(out, Numbers.decimals(result.nll(), 5));
            Tables.number(out, group.loss(point).map(Numbers::difference).orElse(""));
            Tables.number(out, Numbers.decimals(result.perplexity(), 3));
            Tables.number(out, Numbers.decimals(result.bytesPerToken() / MEGABYTE, 3));
            Tables.number(out, Numbers.percent(result.bytesPerToken() / result.denseBytesPerToken()));
            out.close();
        }
        Tables.close(out);
    }
}
