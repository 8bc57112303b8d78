package dev.rsparse.compiler.diag;

import dev.rsparse.grammar.Span;
import java.util.HashMap;
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
public final class DiagnosticRenderer {

    /// Where the label of a secondary line starts, when the line is not longer.
    private static final int LABEL_COLUMN = 38;

    /// Of a longer line only the surroundings of the place are shown.
    private static final int LONGEST_LINE = 160;

    private static final String BOLD = "1";
    private static final String RED = "1;31";
    private static final String YELLOW = "1;33";
    private static final String BLUE = "34";

    /// Part of a source line.
    ///
    /// @param shift how many columns before it are left out
    private record Excerpt(String text, int shift) {}

    private final Map<String, String[]> sources = new HashMap<>();
    private final boolean colour;

    /// @param sources the text of each file by the name its spans use
    /// @param colour whether to use ANSI colours
    public DiagnosticRenderer(Map<String, String> sources, boolean colour) {
        sources.forEach((file, text) -> this.sources.put(file, text.split("\n", -1)));
        this.colour = colour;
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
            Excerpt excerpt = excerpt(primary.span());
            out.append(gutter(width, Integer.toString(primary.span().line())))
                    .append(excerpt.text())
                    .append('\n');
            out.append(gutter(width, "")).append(underline(diagnostic, excerpt)).append('\n');
        }
        for (Label label : diagnostic.secondary()) {
            if (isShown(label)) {
                String text = excerpt(label.span()).text();
                String padding = " ".repeat(Math.max(2, LABEL_COLUMN - text.length()));
                out.append(gutter(width, Integer.toString(label.span().line())))
                        .append(text)
                        .append(label.text().isEmpty() ? "" : padding + paint(BLUE, label.text()))
                        .append('\n');
            }
        }
        diagnostic.help().ifPresent(help -> out.append(' ' + paint(BOLD, "help:") + ' ' + help + '\n'));
        return out.toString();
    }

    private String heading(Diagnostic diagnostic) {
        Span span = diagnostic.primary().span();
        String place = span.file().isEmpty() ? "" : span.line() == 0 ? span.file() + ": " : span + ": ";
        String kind = diagnostic.code().severity().name().toLowerCase(Locale.ROOT) + " " + diagnostic.code();
        return paint(BOLD, place) + paint(colourOf(diagnostic), kind) + ": " + diagnostic.message() + "\n";
    }

    private String underline(Diagnostic diagnostic, Excerpt excerpt) {
        Span span = diagnostic.primary().span();
        String text = excerpt.text();
        int start = Math.clamp(span.column() - 1 - excerpt.shift(), 0, text.length());
        int end = span.endLine() == span.line() ? span.endColumn() - 1 - excerpt.shift() : text.length();
        String blanks = text.substring(0, start).replaceAll("[^\t]", " ");
        int length = Math.clamp(end - start, 1, Math.max(1, text.length() - start));
        String carets = paint(colourOf(diagnostic), "^".repeat(length));
        String label = diagnostic.primary().text();
        return label.isEmpty() ? blanks + carets : blanks + carets + " " + paint(colourOf(diagnostic), label);
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
    private Excerpt excerpt(Span span) {
        String[] lines = sources.get(span.file());
        String line = span.line() <= lines.length ? lines[span.line() - 1] : "";
        String clean = line.replaceAll("\r$", "").replaceAll("[\\p{Cntrl}&&[^\t]]", " ");
        if (clean.length() <= LONGEST_LINE) {
            return new Excerpt(clean, 0);
        }
        int start = Math.clamp(span.column() - 1 - LONGEST_LINE / 2, 0, clean.length() - LONGEST_LINE);
        return new Excerpt(clean.substring(start, start + LONGEST_LINE), start);
    }

    private String paint(String colourCode, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + colourCode + "m" + text + "\u001b[0m" : text;
    }
}
