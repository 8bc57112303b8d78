package dev.rsparse.compiler.inspect;

import java.util.ArrayList;
import java.util.List;

/// Text in columns, all aligned to the left.
final class Columns {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Columns(List<String> heading) {
        rows.add(List.copyOf(heading));
    }

    /// Adds a row of as many cells as the heading has.
    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(GAP).append(cell).append(" ".repeat(width(column) - cell.length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
