package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.diag.Label;
import dev.rsparse.grammar.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.WorkspaceEdit;

/// Diagnostics in the words of the protocol.
final class Problems {

    private static final String SOURCE = "rsparsec";

    private Problems() {}

    static List<Diagnostic> of(Document document) {
        return document.diagnostics().stream()
                .map(found -> diagnostic(document, found))
                .toList();
    }

    /// Edits that put in what was likely meant, for problems that touch `range`.
    static List<CodeAction> repairs(Document document, Range range) {
        List<CodeAction> actions = new ArrayList<>();
        for (dev.rsparse.compiler.diag.Diagnostic found : document.diagnostics()) {
            for (dev.rsparse.compiler.diag.Diagnostic.Replacement replacement : found.replacements()) {
                Range place = Places.range(replacement.span());
                boolean here = replacement.span().file().equals(document.name());
                if (here
                        && place.getStart().getLine() <= range.getEnd().getLine()
                        && place.getEnd().getLine() >= range.getStart().getLine()) {
                    CodeAction action = new CodeAction("Write '" + replacement.text() + "'");
                    action.setKind(CodeActionKind.QuickFix);
                    action.setDiagnostics(List.of(diagnostic(document, found)));
                    action.setEdit(new WorkspaceEdit(
                            Map.of(document.uri(), List.of(new TextEdit(place, replacement.text())))));
                    actions.add(action);
                }
            }
        }
        return actions;
    }

    private static Diagnostic diagnostic(Document document, dev.rsparse.compiler.diag.Diagnostic found) {
        Label primary = found.primary();
        boolean here = primary.span().file().equals(document.name());
        String message = (here ? "" : primary.span().file() + ": ")
                + found.message()
                + (primary.text().isEmpty() ? "" : "\n" + primary.text())
                + found.help().map(help -> "\nhelp: " + help).orElse("");
        Diagnostic diagnostic = new Diagnostic();
        diagnostic.setRange(Places.range(here ? primary.span() : Span.NONE));
        diagnostic.setSeverity(found.isError() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning);
        diagnostic.setCode(found.code().toString());
        diagnostic.setSource(SOURCE);
        diagnostic.setMessage(message);
        diagnostic.setRelatedInformation(found.secondary().stream()
                .filter(label -> label.span().line() > 0)
                .map(label -> new DiagnosticRelatedInformation(location(label), label.text()))
                .toList());
        return diagnostic;
    }

    private static Location location(Label label) {
        return new Location(
                Path.of(label.span().file()).toAbsolutePath().toUri().toString(), Places.range(label.span()));
    }
}
