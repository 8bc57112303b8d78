package dev.rsparse.benchmarks.peers;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes the figures into a page, between two marks, and the chart beside it. What stands outside of the marks stays.
final class PerformancePage {

    private static final String BEGIN = "<!-- comparison: written by benchmarks/compare --page -->";
    private static final String END = "<!-- /comparison -->";

    private final ComparisonReport report;

    private PerformancePage(ComparisonReport report) {
        this.report = report;
    }

    /// Writes `page`, and the chart with the same name but for its end, `.svg`.
    ///
    /// @throws IOException when the page is not there or lacks the marks, among other reasons
    static void write(Path page, ComparisonReport report) throws IOException {
        String old = Files.readString(page);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(
                    page + " lacks the lines \"" + BEGIN + "\" and \"" + END + "\", between which the figures go");
        }
        Path chart = page.resolveSibling(page.getFileName().toString().replaceFirst("(\\.[^.]*)?$", "") + ".svg");
        String figures =
                new PerformancePage(report).markdown(chart.getFileName().toString());
        Files.writeString(chart, new BarChart(report).svg());
        Files.writeString(page, old.substring(0, begin) + BEGIN + "\n" + figures + old.substring(end));
    }

    private String markdown(String chart) {
        return machine()
                + "\n\n![Decoded tokens per second by engine]("
                + chart
                + ")\n\n"
                + report.groups().stream().map(PerformancePage::group).collect(Collectors.joining("\n"));
    }

    private String machine() {
        Task task = report.task();
        String versions = report.engines().stream()
                .filter(version -> !version.version().isEmpty())
                .map(PerformancePage::version)
                .distinct()
                .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                """
                Machine: %s.

                Versions: %s.

                Each engine used %d threads. The engines of a table ran in turns, %d times each; a run of a peer read a prompt of
                %d tokens and decoded %d. A figure is the median, with the least and the greatest behind it. "dense / this" says
                how many times faster the dense rsparsec decodes than the engine of the row, from runs of the same round.""",
                report.machine().text(),
                versions,
                task.threads(),
                report.rounds(),
                task.prompt(),
                task.tokens());
    }

    /// Policies and libraries of one engine are one version.
    private static String version(Version version) {
        return version.engine().split(" ")[0] + " " + version.version();
    }

    private static String group(Group group) {
        ComparisonColumns columns = new ComparisonColumns(group);
        StringBuilder out = new StringBuilder();
        out.append("### ")
                .append(group.shape())
                .append(", ")
                .append(group.format())
                .append("\n\n");
        if (group.verdict().disturbed()) {
            out.append("**").append(capital(group.verdict().text())).append(".**\n\n");
        }
        if (group.readBandwidth() > 0) {
            out.append(String.format(Locale.ROOT, "Read bandwidth: %.1f GB/s.\n\n", group.readBandwidth()));
        }
        List<List<String>> rows = columns.rows();
        if (!rows.isEmpty()) {
            out.append(line(columns.heading()));
            out.append("|---|---|")
                    .append("--:|".repeat(columns.heading().size() - 2))
                    .append('\n');
            rows.forEach(row -> out.append(line(row)));
        }
        columns.failures().forEach(failure -> out.append("\n").append(failure).append('\n'));
        return out.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> " " + cell.replace("|", "\\|") + " |")
                .collect(Collectors.joining("", "|", "\n"));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
