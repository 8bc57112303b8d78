package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostic;
import java.util.List;
import java.util.Optional;

/// The outcome of a check.
///
/// @param model present exactly when no diagnostic is an error
/// @param diagnostics errors and warnings in the order of the source
public record CheckResult(Optional<CheckedModel> model, List<Diagnostic> diagnostics) {
    public CheckResult {
        diagnostics = List.copyOf(diagnostics);
    }
}
