package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.GraphPrinter;
import java.util.ArrayList;
import java.util.List;

/// A graph as text, with layers that are alike printed once.
final class GraphText {

    private static final String IN_SCOPE = "    ";

    private GraphText() {}

    static List<String> lines(Graph graph) {
        List<String> out = new ArrayList<>();
        List<List<String>> parts =
                parts(GraphPrinter.print(graph).lines().skip(1).toList());
        int from = 0;
        while (from < parts.size()) {
            int to = from + 1;
            while (to < parts.size()
                    && isScope(parts.get(from))
                    && shape(parts.get(to)).equals(shape(parts.get(from)))) {
                to++;
            }
            out.addAll(parts.get(from));
            if (to == from + 2) {
                out.add("  likewise " + parts.get(to - 1).getFirst().strip());
            } else if (to > from + 2) {
                out.add("  likewise " + parts.get(from + 1).getFirst().strip() + " to "
                        + parts.get(to - 1).getFirst().strip());
            }
            from = to;
        }
        return out;
    }

    /// A line outside layers alone, or the lines of a layer below its name.
    private static List<List<String>> parts(List<String> lines) {
        List<List<String>> parts = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith(IN_SCOPE)) {
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(line);
        }
        return parts;
    }

    private static boolean isScope(List<String> part) {
        return part.size() > 1;
    }

    /// What like layers have in common.
    private static List<String> shape(List<String> part) {
        return part.stream()
                .map(line -> line.replaceAll("\\[\\d+\\](?=[.\"]|$)", "[]").replaceAll("%\\d+", "%"))
                .toList();
    }
}
