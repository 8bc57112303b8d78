package dev.rsparse.grammar;

/// Text that is no `.rsp` file, and where.
///
/// @param message what was expected or found, as a phrase
/// @param label the same in a few words, to stand beside the place
public record SyntaxError(Kind kind, String message, String label, Span span) {

    /// What went wrong.
    public enum Kind {
        /// A word or mark stands where it cannot.
        UNEXPECTED,
        /// A text or comment has no end.
        UNTERMINATED,
        /// Brackets or operators nest deeper than [NestingLimit] allows.
        TOO_DEEP
    }
}
