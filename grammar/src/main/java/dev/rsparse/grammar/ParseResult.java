package dev.rsparse.grammar;

import java.util.List;
import java.util.Optional;

/// The outcome of parsing: a tree when the text is well formed, else the errors in it.
///
/// @param tree present exactly when `errors` is empty
public record ParseResult(Optional<SourceFile> tree, List<SyntaxError> errors) {
    public ParseResult {
        errors = List.copyOf(errors);
    }
}
