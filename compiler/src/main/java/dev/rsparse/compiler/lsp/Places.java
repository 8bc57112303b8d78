package dev.rsparse.compiler.lsp;

import dev.rsparse.grammar.Span;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/// Spans count lines and columns from 1, the protocol from 0; both count UTF-16 units.
final class Places {

    private static final int WHOLE_FILE = 0;

    private Places() {}

    static Range range(Span span) {
        return span.line() == WHOLE_FILE
                ? new Range(new Position(0, 0), new Position(0, 1))
                : new Range(
                        new Position(span.line() - 1, span.column() - 1),
                        new Position(span.endLine() - 1, span.endColumn() - 1));
    }

    static boolean contains(Span span, Position position) {
        int line = position.getLine() + 1;
        int column = position.getCharacter() + 1;
        boolean started = line > span.line() || line == span.line() && column >= span.column();
        boolean open = line < span.endLine() || line == span.endLine() && column <= span.endColumn();
        return started && open;
    }

    /// How much text a span covers, for choosing the innermost.
    static long size(Span span) {
        return (long) (span.endLine() - span.line()) * 100_000 + span.endColumn() - span.column();
    }

    /// The offset of a position in `text`; the nearest there is when it has none.
    static int offset(String text, Position position) {
        int start = 0;
        for (int line = 0; line < position.getLine(); line++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                return text.length();
            }
            start = end + 1;
        }
        int end = text.indexOf('\n', start);
        return Math.min(start + position.getCharacter(), end < 0 ? text.length() : end);
    }

    /// The word around a position; empty when there is none.
    static String word(String text, Position position) {
        int start = offset(text, position);
        int end = start;
        while (start > 0 && isWord(text.charAt(start - 1))) {
            start--;
        }
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private static boolean isWord(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
