package dev.rsparse.benchmarks.peers;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Row;
import dev.rsparse.compiler.bench.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Draws decoded tokens per second: a panel for each shape with a scale of its own, a group of bars for each format, a
/// line on each bar from the least run to the greatest, and a dashed line where a dense decode meets the memory's
/// speed.
final class BarChart {

    private static final int WIDTH = 860;
    private static final int MARGIN = 24;

    /// Where bars begin and where the longest ends; names stand to the left, figures to the right.
    private static final int LEFT = 190;

    private static final int RIGHT = 710;
    private static final int BAR = 16;
    private static final int STEP = 23;
    private static final int GROUP_HEAD = 30;
    private static final int PANEL_HEAD = 28;
    private static final int LINE = 17;

    /// From the middle of a bar down to the base line of a text beside it.
    private static final double BASE = 4.5;

    private static final String INK = "#1f2328";
    private static final String PALE = "#656d76";
    private static final String WARNING = "#b42318";
    private static final String OWN_DENSE = "#2f6fde";
    private static final String OWN_THINNED = "#12947a";
    private static final List<String> OTHERS = List.of("#7d8794", "#a3abb6", "#c4cad2");

    private final ComparisonReport report;
    private final List<String> others;
    private final StringBuilder body = new StringBuilder();
    private int y = MARGIN;

    BarChart(ComparisonReport report) {
        this.report = report;
        this.others = report.groups().stream()
                .flatMap(group -> group.rows().stream())
                .map(Row::engine)
                .filter(engine -> !Rsparsec.isName(engine))
                .distinct()
                .toList();
    }

    /// The picture, as text that ends with a line end.
    String svg() {
        report.groups().stream().map(Group::shape).distinct().forEach(this::panel);
        note("Medians; the line on a bar goes from the least run to the greatest.");
        note("Dashed: a dense decode that reads its weights at the read bandwidth measured beside it.");
        int height = y + MARGIN - LINE / 2;
        return format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\""
                                + " font-size=\"13\" fill=\"%s\">\n",
                        WIDTH, height, WIDTH, height, INK)
                + "<title>Decoded tokens per second by engine</title>\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + body
                + "</svg>\n";
    }

    private void panel(String shape) {
        List<Group> groups = report.groups().stream()
                .filter(group ->
                        group.shape().equals(shape) && group.rows().stream().anyMatch(Row::measured))
                .toList();
        if (groups.isEmpty()) {
            return;
        }
        text(MARGIN, y + 17, " font-size=\"17\" font-weight=\"600\"", escape(shape) + ": decoded tokens per second");
        y += PANEL_HEAD;
        double most = groups.stream().mapToDouble(BarChart::most).max().orElseThrow();
        groups.forEach(group -> group(group, (RIGHT - LEFT) / most));
        y += MARGIN;
    }

    /// The largest number that a group shows.
    private static double most(Group group) {
        double bars = group.rows().stream()
                .filter(Row::measured)
                .mapToDouble(row -> row.decodeSpread().max())
                .max()
                .orElse(0);
        return Math.max(bars, limit(group).orElse(0.0));
    }

    /// Tokens per second of a dense decode at the memory's speed.
    private static Optional<Double> limit(Group group) {
        return group.row(Rsparsec.NAME + " dense")
                .filter(_ -> group.readBandwidth() > 0)
                .map(dense -> group.readBandwidth() * 1e9 / dense.bytesPerToken());
    }

    private void group(Group group, double scale) {
        String disturbed = group.verdict().disturbed()
                ? format(" <tspan font-weight=\"400\" fill=\"%s\">disturbed</tspan>", WARNING)
                : "";
        text(MARGIN, y + GROUP_HEAD - 9, " font-weight=\"600\"", escape(group.format()) + disturbed);
        y += GROUP_HEAD;
        int top = y;
        group.rows().stream().filter(Row::measured).forEach(row -> bar(row, scale));
        limit(group).ifPresent(speed -> limit(LEFT + speed * scale, top));
    }

    private void limit(double x, int top) {
        body.append(format(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-dasharray=\"4 3\"/>\n",
                x, x, top - 4, y - STEP + BAR + 4, OWN_DENSE));
    }

    private void bar(Row row, double scale) {
        Spread speed = row.decodeSpread();
        double middle = y + BAR / 2.0;
        String weight = Rsparsec.isName(row.engine()) ? " font-weight=\"600\"" : "";
        text(LEFT - 8, middle + BASE, " text-anchor=\"end\"" + weight, escape(row.engine()));
        body.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
                LEFT, y, speed.median() * scale, BAR, color(row.engine())));
        body.append(format(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>\n",
                LEFT + speed.min() * scale, LEFT + speed.max() * scale, middle, middle, INK));
        String number = format(speed.median() < 10 ? "%.2f" : "%.1f", speed.median());
        text(RIGHT + 60, middle + BASE, " text-anchor=\"end\"" + weight, number);
        text(RIGHT + 70, middle + BASE, format(" fill=\"%s\"", PALE), escape(row.weights()));
        y += STEP;
    }

    private String color(String engine) {
        return Rsparsec.isName(engine)
                ? engine.equals(Rsparsec.NAME + " dense") ? OWN_DENSE : OWN_THINNED
                : OTHERS.get(others.indexOf(engine) % OTHERS.size());
    }

    private void note(String line) {
        text(MARGIN, y, format(" font-size=\"12\" fill=\"%s\"", PALE), line);
        y += LINE;
    }

    private void text(double x, double base, String attributes, String content) {
        body.append(format("<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>\n", x, base, attributes, content));
    }

    /// The annotation that Error Prone asks for is in a library that this module does not need.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
