package dev.rsparse.grammar.format;

import java.util.ArrayList;
import java.util.List;

/// Lexemes that follow each other → as many lines as their width asks for. A line is broken behind a comma or before
/// an operator or what names are bound to, outside brackets rather than inside.
final class LineBreaker {

    /// The longest line that is not broken.
    static final int WIDTH = 120;

    private final List<Lexeme> lexemes;
    private final Spacing spacing;

    /// A place to break at.
    ///
    /// @param at where the next line would start in the text
    /// @param rank twice how many brackets are open, and one more before an operator: elements of a list stay whole
    private record Chance(int at, int rank) {}

    LineBreaker(List<Lexeme> lexemes, Spacing spacing) {
        this.lexemes = lexemes;
        this.spacing = spacing;
    }

    /// The text of the lexemes `from` to `to`, which is left out, in lines.
    ///
    /// @param indent columns before the first line
    /// @param hanging columns before the others
    List<String> lines(int from, int to, int indent, int hanging) {
        List<Chance> chances = new ArrayList<>();
        String text = text(from, to, chances);
        List<String> lines = new ArrayList<>();
        int start = 0;
        int room = WIDTH - indent;
        while (text.length() - start > room) {
            int end = breakAt(chances, start, start + room);
            if (end < 0) {
                break;
            }
            lines.add(text.substring(start, end).stripTrailing());
            start = end;
            room = WIDTH - hanging;
        }
        lines.add(text.substring(start));
        return lines;
    }

    /// The same in one line.
    String line(int from, int to) {
        return text(from, to, new ArrayList<>());
    }

    private String text(int from, int to, List<Chance> chances) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            Lexeme lexeme = lexemes.get(i);
            boolean commented = i > from && !lexemes.get(i - 1).trailing().isEmpty();
            if (i > from && (spacing.before(i) || commented && !lexeme.isOneOf(";", ",", ")", "]"))) {
                text.append(' ');
            }
            if (i > from && isChance(i)) {
                int operator = lexemes.get(i - 1).is(",") ? 0 : 1;
                chances.add(new Chance(text.length(), 2 * spacing.depth(i) + operator));
            }
            text.append(lexeme.text());
            if (i < to - 1) {
                for (Lexeme.Comment comment : lexeme.trailing()) {
                    text.append(text.charAt(text.length() - 1) == '(' ? "" : " ")
                            .append(comment.text());
                }
            }
        }
        return text.toString();
    }

    private boolean isChance(int index) {
        return lexemes.get(index - 1).is(",")
                || lexemes.get(index).isOneOf("->", "else")
                || spacing.isInfix(index)
                || isBoundToList(index);
    }

    /// Whether the lexeme at `index` stands between a list of names and the tensor that they are bound to: a long
    /// list stays together.
    private boolean isBoundToList(int index) {
        return lexemes.get(index).is("=") && lexemes.get(index - 1).is("}") && spacing.depth(index) == 0;
    }

    /// The best place for a line from `start` to end, not behind `limit` if there is one; -1 when there is none.
    private static int breakAt(List<Chance> chances, int start, int limit) {
        Chance best = null;
        for (Chance chance : chances) {
            if (chance.at() <= start) {
                continue;
            }
            if (best != null && chance.at() - 1 > limit) {
                break;
            }
            if (best == null || chance.rank() <= best.rank()) {
                best = chance;
            }
        }
        return best == null ? -1 : best.at();
    }
}
