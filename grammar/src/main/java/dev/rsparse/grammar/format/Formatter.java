package dev.rsparse.grammar.format;

import dev.rsparse.grammar.SourceParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/// Lays out the text of a `.rsp` file in the one way there is: two columns for each block, a statement a line of up to
/// 120
/// columns, one blank between words, bindings and selections of neighbouring lines aligned. A block that stands in one
/// line stays there while there is room; an empty line stays, several become one; comments stay where they are.
///
/// What it gives has the same tokens and comments, so it parses to the same tree, and it formats to itself.
public final class Formatter {

    private static final int STEP = 2;
    private static final int HANGING = 4;

    private final List<Lexeme> lexemes;
    private final Braces braces;
    private final Spacing spacing;
    private final LineBreaker breaker;
    private final List<Line> lines = new ArrayList<>();
    private int next;
    private boolean blank;

    private Formatter(List<Lexeme> lexemes) {
        this.lexemes = lexemes;
        this.braces = Braces.of(lexemes);
        this.spacing = new Spacing(lexemes, braces);
        this.breaker = new LineBreaker(lexemes, spacing);
    }

    /// Formats well-formed text; lines of the result end in `\n`.
    ///
    /// @throws IllegalArgumentException when the text has syntax errors
    public static String format(String text) {
        if (SourceParser.parse("", text).tree().isEmpty()) {
            throw new IllegalArgumentException("text with syntax errors has no layout");
        }
        String unix = text.replace("\r\n", "\n").replace('\r', '\n');
        Formatter formatter = new Formatter(LexemeReader.read(unix));
        formatter.statements(0);
        formatter.comments(formatter.lexemes.getLast(), 0);
        String formatted = LineAligner.print(formatter.lines);
        if (!words(formatted).equals(words(unix))) {
            throw new IllegalStateException("formatting would change the text: " + formatted);
        }
        return formatted;
    }

    /// What must not change: tokens and comments in their order.
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (Lexeme lexeme : LexemeReader.read(text)) {
            lexeme.leading().forEach(comment -> words.add(comment.text()));
            words.add(lexeme.text());
            lexeme.trailing().forEach(comment -> words.add(comment.text()));
        }
        return words;
    }

    /// The statements from [#next] to the end of their block.
    private void statements(int indent) {
        blank = false;
        while (lexemes.get(next).type() != Token.EOF && !lexemes.get(next).is("}")) {
            statement(indent);
        }
    }

    private void statement(int indent) {
        Lexeme first = lexemes.get(next);
        comments(first, indent);
        boolean blankBefore = blank && first.blankBefore();
        int start = next;
        while (!endsHead(next)) {
            next++;
        }
        if (isEndAround(next)) {
            head(start, next, indent, blankBefore);
        } else if (!lexemes.get(next).is("{")) {
            next++;
            head(start, next, indent, blankBefore);
        } else if (isInOneLine(start, indent)) {
            next = braces.partner(next) + 1;
            head(start, next, indent, blankBefore);
        } else {
            block(start, indent, blankBefore);
        }
        blank = true;
    }

    private boolean endsHead(int index) {
        Lexeme lexeme = lexemes.get(index);
        return isEndAround(index) || lexeme.is(";") || lexeme.is("{") && braces.isBlock(index);
    }

    /// Whether the block or file around a statement ends here: one whose last mark is a list's brace has no other end.
    private boolean isEndAround(int index) {
        Lexeme lexeme = lexemes.get(index);
        return lexeme.type() == Token.EOF || lexeme.is("}") && braces.isBlock(index);
    }

    /// A head, its statements, and what follows the brace that closes them.
    private void block(int start, int indent, boolean blankBefore) {
        int close = braces.partner(next);
        next++;
        head(start, next, indent, blankBefore);
        statements(indent + STEP);
        comments(lexemes.get(close), indent + STEP);
        next = close + 1;
        boolean goesOn = lexemes.get(next).isOneOf(";", ",", "else");
        if (!goesOn) {
            head(close, next, indent, false);
            return;
        }
        while (!endsHead(next)) {
            next++;
        }
        if (lexemes.get(next).is("{")) {
            block(close, indent, false);
        } else {
            next += isEndAround(next) ? 0 : 1;
            head(close, next, indent, false);
        }
    }

    /// Whether the block at [#next] stands in one line, holds no other block or comment, and fits with its head.
    private boolean isInOneLine(int start, int indent) {
        int close = braces.partner(next);
        boolean follows = lexemes.get(close + 1).isOneOf(";", ",", "else");
        if (follows || lexemes.get(next).line() != lexemes.get(close).line()) {
            return false;
        }
        for (int i = start; i <= close; i++) {
            Lexeme lexeme = lexemes.get(i);
            boolean commented = i > start && !lexeme.leading().isEmpty()
                    || i < close && !lexeme.trailing().isEmpty();
            if (commented || i > next && lexeme.is("{") && braces.isBlock(i)) {
                return false;
            }
        }
        return indent + breaker.line(start, close + 1).length() <= LineBreaker.WIDTH;
    }

    /// Comments on lines of their own before `lexeme`.
    private void comments(Lexeme lexeme, int indent) {
        for (Lexeme.Comment comment : lexeme.leading()) {
            lines.add(new Line(indent, comment.text(), blank && comment.blankBefore()));
            blank = true;
        }
    }

    /// The lexemes `start` to `end`, which is left out, broken where comments or the width ask for it.
    private void head(int start, int end, int indent, boolean blankBefore) {
        int hanging = indent + hanging(start, end);
        int from = start;
        for (int i = start; i < end; i++) {
            if (i > start && !lexemes.get(i).leading().isEmpty()) {
                if (i > from) {
                    lines(from, i, from == start ? indent : hanging, hanging, blankBefore && from == start);
                }
                lexemes.get(i).leading().forEach(comment -> lines.add(new Line(hanging, comment.text(), false)));
                from = i;
            }
            boolean ends = lexemes.get(i).trailing().stream().anyMatch(Lexeme.Comment::endsLine);
            if (ends || i == end - 1) {
                lines(from, i + 1, from == start ? indent : hanging, hanging, blankBefore && from == start);
                from = i + 1;
            }
        }
        if (from == end && start + 1 < end) {
            mark(start, end);
        }
    }

    private void lines(int from, int to, int indent, int hanging, boolean blankBefore) {
        List<String> broken = breaker.lines(from, to, indent, hanging);
        lines.add(new Line(indent, broken.getFirst(), blankBefore));
        broken.stream().skip(1).forEach(text -> lines.add(new Line(hanging, text, false)));
        String comment = String.join(
                " ",
                lexemes.get(to - 1).trailing().stream()
                        .map(Lexeme.Comment::text)
                        .toList());
        lines.set(lines.size() - 1, lines.getLast().withComment(comment));
    }

    /// Broken lists that are a whole statement, as in `param A = 1, B = 2;`, hang below their first element.
    private int hanging(int start, int end) {
        boolean list = false;
        for (int i = start; i < end; i++) {
            list |= lexemes.get(i).is(",") && spacing.depth(i) == 0;
        }
        return list ? lexemes.get(start).text().length() + 1 : HANGING;
    }

    /// Notes where the statement just written, if in one line, has a mark that is aligned.
    private void mark(int start, int end) {
        for (int i = start + 1; i < end - 1; i++) {
            boolean binds = lexemes.get(i).is("=") && spacing.depth(i) == 0;
            boolean opens = lexemes.get(i).is("{") && braces.isBlock(i) && i > start + 1;
            if (binds || opens) {
                Lexeme bound = lexemes.get(i + 1);
                boolean text = binds && (bound.text().startsWith("\"") || bound.is("transposed"));
                String whole = breaker.line(start, end);
                if ((text || opens) && lines.getLast().text().equals(whole)) {
                    int column = breaker.line(start, i).length() + 1;
                    lines.set(
                            lines.size() - 1,
                            lines.getLast().withMark(column, opens ? Line.Mark.BLOCK : Line.Mark.BINDING));
                }
                return;
            }
        }
    }
}
