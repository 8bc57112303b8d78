package dev.rsparse.grammar.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/// Puts marks and comments of neighbouring lines below each other.
final class LineAligner {

    /// A mark further right stays where it is, and the others do not follow it.
    private static final int FURTHEST_BINDING = 30;

    private static final int FURTHEST_BLOCK = 40;

    private static final int COMMENT_GAP = 2;

    private LineAligner() {}

    /// The lines as text.
    static String print(List<Line> lines) {
        List<Line> aligned = groups(lines, LineAligner::sharesMark).stream()
                .flatMap(group -> alignMarks(group).stream())
                .toList();
        StringBuilder out = new StringBuilder();
        groups(aligned, LineAligner::sharesComment).forEach(group -> print(group, out));
        return out.toString();
    }

    private static boolean sharesMark(Line line, Line next) {
        return line.mark() != Line.Mark.NONE && line.mark() == next.mark() && line.indent() == next.indent();
    }

    private static boolean sharesComment(Line line, Line next) {
        return !line.comment().isEmpty() && !next.comment().isEmpty() && line.indent() == next.indent();
    }

    private static List<List<Line>> groups(List<Line> lines, BiPredicate<Line, Line> together) {
        List<List<Line>> groups = new ArrayList<>();
        Line before = null;
        for (Line line : lines) {
            if (before == null || line.blankBefore() || !together.test(before, line)) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(line);
            before = line;
        }
        return groups;
    }

    private static List<Line> alignMarks(List<Line> group) {
        int furthest = group.getFirst().mark() == Line.Mark.BLOCK ? FURTHEST_BLOCK : FURTHEST_BINDING;
        int column = most(group, line -> line.column() <= furthest ? line.column() : 0);
        return group.stream().map(line -> moved(line, column)).toList();
    }

    private static Line moved(Line line, int column) {
        if (line.column() == 0 || line.column() >= column) {
            return line;
        }
        String padding = " ".repeat(column - line.column());
        return line.withText(
                line.text().substring(0, line.column()) + padding + line.text().substring(line.column()));
    }

    private static void print(List<Line> group, StringBuilder out) {
        int width = most(group, line -> line.text().length());
        for (Line line : group) {
            String text = line.text();
            if (!line.comment().isEmpty()) {
                text += " ".repeat(width - text.length() + COMMENT_GAP) + line.comment();
            }
            out.append(line.blankBefore() ? "\n" : "")
                    .append(" ".repeat(line.indent()))
                    .append(text)
                    .append('\n');
        }
    }

    private static int most(List<Line> group, ToIntFunction<Line> size) {
        return group.stream().mapToInt(size).max().orElse(0);
    }
}
