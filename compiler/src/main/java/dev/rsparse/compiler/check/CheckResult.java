package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The outcome of a check.
///
/// @param models in source order; there are some exactly when no diagnostic is an error
/// @param diagnostics errors and warnings in the order of the source
/// @param imported text by the name that spans use, of every file that was imported
public record CheckResult(List<CheckedModel> models, List<Diagnostic> diagnostics, Map<String, String> imported) {
    public CheckResult {
        models = List.copyOf(models);
        diagnostics = List.copyOf(diagnostics);
        imported = Map.copyOf(imported);
    }

    /// The first model.
    public Optional<CheckedModel> model() {
        return models.stream().findFirst();
    }
}
