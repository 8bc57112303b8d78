package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.check.PolicyReach;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// An [Inspection] for people.
public final class InspectionText {

    private final Inspection inspection;
    private final String file;
    private final StringBuilder out = new StringBuilder();

    private InspectionText(Inspection inspection) {
        this.inspection = inspection;
        this.file = inspection.project().source().toString();
    }

    /// Every line ends in `\n`.
    public static String print(Inspection inspection) {
        InspectionText text = new InspectionText(inspection);
        text.heading();
        text.graph();
        text.reaches();
        text.sites();
        text.products();
        return text.out.toString();
    }

    private void heading() {
        Graph graph = inspection.project().model().graph();
        line("model     " + graph.name() + " of " + file);
        line("inputs    "
                + graph.inputs().stream()
                        .map(input -> input.name() + ": " + input.type())
                        .collect(Collectors.joining(", ")));
        line("outputs   "
                + graph.outputs().stream()
                        .map(output -> output.name() + ": " + output.value().type())
                        .collect(Collectors.joining(", ")));
        line("policies  "
                + String.join(", ", inspection.project().model().policies().keySet()));
    }

    private void graph() {
        line("");
        line("graph");
        GraphText.lines(inspection.project().model().graph()).forEach(this::line);
    }

    /// What each block reaches, so that a selector that misses a layer is seen.
    private void reaches() {
        List<PolicyReach> reaches = inspection.policy().reaches();
        if (reaches.isEmpty()) {
            return;
        }
        line("");
        line("rules of policy " + inspection.policy().name() + ", the later one wins");
        Columns columns = new Columns(List.of("line", "selector", "reaches", ""));
        for (PolicyReach reach : reaches) {
            columns.row(List.of(
                    place(reach.block()),
                    inspection.selector(reach),
                    Integer.toString(reach.paths().size()),
                    String.join(", ", Runs.paths(reach.paths()))));
        }
        columns.lines().forEach(this::line);
    }

    private void sites() {
        line("");
        line(String.format(
                Locale.ROOT,
                "policy %s: %d of %d linears thinned; asked to keep %s of the bytes of linears in layers",
                inspection.policy().name(),
                inspection.thinned(),
                inspection.sites().size(),
                kept(inspection.kept())));
        inspection.policy().rotation().ifPresent(span -> line("  rotate residual:" + place(span)));
        inspection.unmeasured().ifPresent(reason -> line("  not measured yet: " + reason));
        line("  50%:12 was decided by the rule in line 12, 50%~ by a search, 50% by nobody");
        List<String> heading = new ArrayList<>(List.of("site", "shape", "kept"));
        heading.addAll(SiteReader.COLUMNS);
        table(heading, inspection.sites().stream().map(this::row).toList());
    }

    private Runs.Row row(Site site) {
        List<String> cells = new ArrayList<>();
        cells.add(site.weight().type().toString());
        cells.add(kept(site.kept()));
        for (String column : SiteReader.COLUMNS) {
            cells.add(site.settings().stream()
                    .filter(setting -> setting.property().equals(column))
                    .findFirst()
                    .map(this::setting)
                    .orElse("-"));
        }
        return new Runs.Row(site.weight().path(), cells);
    }

    private static String kept(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private String setting(Site.Setting setting) {
        return switch (setting.source()) {
            case RULE -> setting.value() + ":" + place(setting.rule());
            case TUNED -> setting.value() + "~";
            case STANDARD -> setting.value();
        };
    }

    /// The line alone in the file that is looked at.
    private String place(Span span) {
        return span.file().equals(file) ? Integer.toString(span.line()) : span.file() + ":" + span.line();
    }

    private void products() {
        line("");
        line("products: linears that run as one, with what a decoded token reads of them and why; weights in "
                + inspection.format().name().toLowerCase(Locale.ROOT));
        table(
                List.of("product", "reads", "why"),
                inspection.products().stream()
                        .map(product ->
                                new Runs.Row(product.name(), List.of(reading(product.reading()), product.reason())))
                        .toList());
    }

    static String reading(Product.Reading reading) {
        return switch (reading) {
            case ALL -> "all";
            case KEPT -> "kept channels";
            case MASKED -> "all, masked";
        };
    }

    private void table(List<String> heading, List<Runs.Row> rows) {
        Columns columns = new Columns(heading);
        for (Runs.Row row : Runs.join(rows)) {
            List<String> cells = new ArrayList<>(List.of(row.path()));
            cells.addAll(row.cells());
            columns.row(cells);
        }
        columns.lines().forEach(this::line);
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
