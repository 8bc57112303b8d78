package dev.rsparse.compiler.bench;

import java.util.ArrayList;
import java.util.List;

/// Text in columns: the first aligned to the left, all others to the right.
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /// Adds a row of as many cells as the heading has.
    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + rows.getFirst().size());
        }
        rows.add(List.of(cells));
    }

    /// All rows, each ending in `\n`.
    public String text() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String blank = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + blank : GAP + blank + cell);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
