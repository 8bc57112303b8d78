package dev.rsparse.grammar.format;

/// One line of the result.
///
/// @param indent blanks before it
/// @param text what stands in it; a block comment may hold line breaks
/// @param comment what stands behind it, or nothing
/// @param column where in `text` the mark stands that is aligned with that of the lines around it, or 0
/// @param mark the kind of that mark; lines of one kind are aligned
/// @param blankBefore whether an empty line stands before it
record Line(int indent, String text, String comment, int column, Mark mark, boolean blankBefore) {

    /// What is aligned.
    enum Mark {
        NONE,
        /// The `=` before a text, as in a binding.
        BINDING,
        /// The `{` of a block in one line, as in a selection.
        BLOCK
    }

    Line(int indent, String text, boolean blankBefore) {
        this(indent, text, "", 0, Mark.NONE, blankBefore);
    }

    Line withText(String changed) {
        return new Line(indent, changed, comment, column, mark, blankBefore);
    }

    Line withComment(String changed) {
        return new Line(indent, text, changed, column, mark, blankBefore);
    }

    Line withMark(int place, Mark kind) {
        return new Line(indent, text, comment, place, kind, blankBefore);
    }
}
