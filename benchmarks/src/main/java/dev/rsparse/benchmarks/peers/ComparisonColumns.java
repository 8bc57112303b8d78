package dev.rsparse.benchmarks.peers;

import dev.rsparse.benchmarks.peers.ComparisonReport.Group;
import dev.rsparse.benchmarks.peers.ComparisonReport.Row;
import dev.rsparse.compiler.bench.Spread;
import dev.rsparse.compiler.bench.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a table says of a group, cell by cell: one row for each engine that was measured.
final class ComparisonColumns {

    private static final String NONE = "–";

    private final Group group;
    private final List<Row> ours;

    ComparisonColumns(Group group) {
        this.group = group;
        this.ours = group.rows().stream()
                .filter(row -> row.measured() && Rsparsec.isName(row.engine()))
                .toList();
    }

    List<String> heading() {
        return Stream.concat(
                        Stream.of("engine", "weights", "GB per token", "decode, tokens/s", "prompt, tokens/s"),
                        ours.stream().map(row -> row.engine().substring(Rsparsec.NAME.length() + 1) + " / this"))
                .toList();
    }

    List<List<String>> rows() {
        return group.rows().stream().filter(Row::measured).map(this::row).toList();
    }

    private List<String> row(Row row) {
        List<String> cells = new ArrayList<>(List.of(
                row.engine().contains(row.detail()) ? row.engine() : row.engine() + " (" + row.detail() + ")",
                row.weights(),
                String.format(Locale.ROOT, "%.3f", row.bytesPerToken() / 1e9),
                spread(row.decodeSpread()),
                row.promptSpread().max() > 0 ? spread(row.promptSpread()) : NONE));
        for (Row own : ours) {
            cells.add(own.equals(row) ? NONE : own.over(row).text(2));
        }
        return cells;
    }

    private static String spread(Spread spread) {
        return spread.text(spread.median() < 10 ? 2 : 1);
    }

    /// A sentence for each engine that gave no figures.
    List<String> failures() {
        return group.rows().stream()
                .filter(row -> !row.measured())
                .map(row -> row.engine() + " " + row.failure() + ".")
                .toList();
    }

    /// The group in one line, with the verdict.
    String title() {
        return group.shape() + ", " + group.format() + ": " + group.verdict().text();
    }

    /// For a terminal.
    String text() {
        Table table = new Table(heading().toArray(String[]::new));
        rows().forEach(cells -> table.row(cells.toArray(String[]::new)));
        String failures = failures().stream().map(line -> line + "\n").collect(Collectors.joining());
        return title() + "\n" + table.text() + failures;
    }
}
