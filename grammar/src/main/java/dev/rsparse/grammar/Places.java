package dev.rsparse.grammar;

import java.util.Arrays;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Turns token positions, which count code points, into spans, which count UTF-16 units.
final class Places {

    private final String file;
    private final int[] codePointToUnit;
    private final int[] lineStarts;

    Places(String file, String text) {
        this.file = file;
        this.codePointToUnit = unitOffsets(text);
        this.lineStarts = lineStarts(text);
    }

    Span of(Token token) {
        int start = unit(token.getStartIndex());
        int end = unit(token.getStopIndex() + 1);
        return between(start, Math.max(start, end));
    }

    Span of(TerminalNode node) {
        return of(node.getSymbol());
    }

    Span of(ParserRuleContext context) {
        return of(context.getStart()).to(of(context.getStop()));
    }

    /// One column wide, just after `token`.
    Span after(Token token) {
        Span span = of(token);
        return new Span(file, span.endLine(), span.endColumn(), span.endLine(), span.endColumn() + 1);
    }

    Name name(TerminalNode node) {
        return new Name(node.getText(), of(node));
    }

    private Span between(int start, int end) {
        int line = lineOf(start);
        int endLine = lineOf(Math.max(start, end - 1));
        return new Span(file, line, start - lineStarts[line - 1] + 1, endLine, end - lineStarts[endLine - 1] + 1);
    }

    private int unit(int codePoint) {
        return codePointToUnit[Math.min(codePoint, codePointToUnit.length - 1)];
    }

    private int lineOf(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static int[] unitOffsets(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        int unit = 0;
        for (int i = 0; i < offsets.length - 1; i++) {
            offsets[i] = unit;
            unit += Character.charCount(text.codePointAt(unit));
        }
        offsets[offsets.length - 1] = text.length();
        return offsets;
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[(int) text.chars().filter(c -> c == '\n').count() + 1];
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                starts[line++] = i + 1;
            }
        }
        return starts;
    }
}
