package dev.rsparse.grammar;

/// A stretch of source text. Lines and columns count from 1; a column is a UTF-16 unit, as in editors.
///
/// @param file the name to print, as the user gave it
/// @param line line of the first character
/// @param column column of the first character
/// @param endLine line of the last character
/// @param endColumn column after the last character
public record Span(String file, int line, int column, int endLine, int endColumn) {

    /// The place of something that no source text made, such as a graph built by a test.
    public static final Span NONE = new Span("", 0, 0, 0, 0);

    /// From the start of this span to the end of `last`, which must not stand before it.
    public Span to(Span last) {
        return new Span(file, line, column, last.endLine, last.endColumn);
    }

    /// What it covers of the text of its file.
    public String in(String text) {
        return text.substring(offset(text, line, column), offset(text, endLine, endColumn));
    }

    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
