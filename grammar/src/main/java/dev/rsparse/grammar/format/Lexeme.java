package dev.rsparse.grammar.format;

import java.util.List;

/// A token with the comments around it.
///
/// @param type of the lexer
/// @param line where it stands in the source, from 1
/// @param blankBefore whether an empty line stands before it, behind the comments that lead it
/// @param leading comments on lines of their own before it
/// @param trailing comments behind it that start in its line
record Lexeme(String text, int type, int line, boolean blankBefore, List<Comment> leading, List<Comment> trailing) {

    Lexeme {
        leading = List.copyOf(leading);
        trailing = List.copyOf(trailing);
    }

    /// A comment as written, marks included, without blanks at the ends of its lines.
    ///
    /// @param blankBefore whether an empty line stands before it
    record Comment(String text, boolean blankBefore) {
        /// Whether nothing can stand behind it in its line, or what stands there is far from where it began.
        boolean endsLine() {
            return text.startsWith("//") || text.contains("\n");
        }
    }

    Lexeme withTrailing(List<Comment> comments) {
        return new Lexeme(text, type, line, blankBefore, leading, comments);
    }

    boolean is(String mark) {
        return text.equals(mark);
    }

    boolean isOneOf(String... marks) {
        return List.of(marks).contains(text);
    }
}
