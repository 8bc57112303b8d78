package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Prints diagnostics with the source lines they point at:
///
///     mlp.rsp:7:7: error E0203: inner dimensions differ: f32[T,64] x f32[32,32]
///      7 |   h = linear(x, w1);
///        |       ^^^^^^^^^^^^^ input has 64, weight takes 32
///      3 |   w1 = "mlp.w1" : [D,D];              w1 is declared here
///      help: ...
///
/// @param sources the text of each file by the name its spans use
/// @param colour whether to use ANSI colours
public record DiagnosticRenderer(Map<String, String> sources, boolean colour) {

    /// Where the label of a secondary line starts, when the line is not longer.
    private static final int LABEL_COLUMN = 38;

    private static final String BOLD = "1";
    private static final String RED = "1;31";
    private static final String YELLOW = "1;33";
    private static final String BLUE = "34";

    public DiagnosticRenderer {
        sources = Map.copyOf(sources);
    }

    /// All of them, each ending in a newline.
    public String render(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(this::render).collect(Collectors.joining());
    }

    /// One diagnostic; every line ends in `\n`.
    public String render(Diagnostic diagnostic) {
        StringBuilder out = new StringBuilder(heading(diagnostic));
        int width = gutterWidth(diagnostic);
        Label primary = diagnostic.primary();
        if (isShown(primary)) {
            String text = sourceLine(primary.span());
            out.append(gutter(width, Integer.toString(primary.span().line()))).append(text).append('\n');
            out.append(gutter(width, "")).append(underline(diagnostic, text)).append('\n');
        }
        for (Label label : diagnostic.secondary()) {
            if (isShown(label)) {
                String text = sourceLine(label.span());
                String padding = " ".repeat(Math.max(2, LABEL_COLUMN - text.length()));
                out.append(gutter(width, Integer.toString(label.span().line())))
                        .append(label.text().isEmpty() ? text : text + padding + paint(BLUE, label.text()))
                        .append('\n');
            }
        }
        diagnostic.help().ifPresent(help -> out.append(' ').append(paint(BOLD, "help:")).append(' ').append(help)
                .append('\n'));
        return out.toString();
    }

    private String heading(Diagnostic diagnostic) {
        Span span = diagnostic.primary().span();
        String place = span.file().isEmpty() ? "" : span.line() == 0 ? span.file() + ": " : span + ": ";
        String kind = diagnostic.code().severity().name().toLowerCase(Locale.ROOT) + " " + diagnostic.code();
        return paint(BOLD, place) + paint(colourOf(diagnostic), kind) + ": " + diagnostic.message() + "\n";
    }

    private String underline(Diagnostic diagnostic, String text) {
        Span span = diagnostic.primary().span();
        int start = Math.min(span.column() - 1, text.length());
        int end = span.endLine() == span.line() ? span.endColumn() - 1 : text.length();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < start; i++) {
            line.append(text.charAt(i) == '\t' ? '\t' : ' ');
        }
        line.append(paint(colourOf(diagnostic), "^".repeat(Math.max(1, end - start))));
        String label = diagnostic.primary().text();
        return label.isEmpty() ? line.toString() : line + " " + paint(colourOf(diagnostic), label);
    }

    private static String colourOf(Diagnostic diagnostic) {
        return diagnostic.isError() ? RED : YELLOW;
    }

    private int gutterWidth(Diagnostic diagnostic) {
        int width = isShown(diagnostic.primary()) ? digits(diagnostic.primary()) : 1;
        for (Label label : diagnostic.secondary()) {
            width = Math.max(width, isShown(label) ? digits(label) : 1);
        }
        return width;
    }

    private static int digits(Label label) {
        return Integer.toString(label.span().line()).length();
    }

    private String gutter(int width, String number) {
        return paint(BLUE, " " + " ".repeat(width - number.length()) + number + " |") + " ";
    }

    private boolean isShown(Label label) {
        return label.span().line() > 0 && sources.containsKey(label.span().file());
    }

    /// The line a span starts in; control characters, which could steer a terminal, become blanks.
    private String sourceLine(Span span) {
        String[] lines = sources.get(span.file()).split("\n", -1);
        String line = span.line() <= lines.length ? lines[span.line() - 1] : "";
        return line.replaceAll("\r$", "").replaceAll("[\\p{Cntrl}&&[^\t]]", " ");
    }

    private String paint(String colourCode, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + colourCode + "m" + text + "\u001b[0m" : text;
    }
}
