package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.diag.Label;
import dev.rsparse.grammar.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
            Diagnostic problem = diagnostic(document, found);
            for (dev.rsparse.compiler.diag.Diagnostic.Replacement replacement : found.replacements()) {
                boolean here = replacement.span().file().equals(document.name());
                Range place = Places.range(replacement.span());
                if (here && (touch(place, range) || touch(problem.getRange(), range))) {
                    CodeAction action =
                            new CodeAction("Write '" + replacement.text().strip() + "'");
                    action.setKind(CodeActionKind.QuickFix);
                    action.setDiagnostics(List.of(problem));
                    action.setEdit(new WorkspaceEdit(
                            Map.of(document.uri(), List.of(new TextEdit(place, replacement.text())))));
                    actions.add(action);
                }
            }
        }
        return actions;
    }

    /// Whether two ranges have a line in common.
    private static boolean touch(Range left, Range right) {
        return left.getStart().getLine() <= right.getEnd().getLine()
                && left.getEnd().getLine() >= right.getStart().getLine();
    }

    private static Diagnostic diagnostic(Document document, dev.rsparse.compiler.diag.Diagnostic found) {
        Label primary = found.primary();
        boolean here = primary.span().file().equals(document.name());
        String message = (here ? "" : primary.span() + ": ")
                + found.message()
                + (primary.text().isEmpty() ? "" : "\n" + primary.text())
                + elsewhere(document, found)
                + found.help().map(help -> "\nhelp: " + help).orElse("");
        Diagnostic diagnostic = new Diagnostic();
        diagnostic.setRange(Places.range(here ? primary.span() : reachedFrom(document, found)));
        diagnostic.setSeverity(found.isError() ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning);
        diagnostic.setCode(found.code().toString());
        diagnostic.setSource(SOURCE);
        diagnostic.setMessage(message);
        diagnostic.setRelatedInformation(found.secondary().stream()
                .filter(label -> canBeOpened(document, label))
                .map(label -> new DiagnosticRelatedInformation(location(label), label.text()))
                .toList());
        return diagnostic;
    }

    /// Where this text led to a problem of another file; the whole text where it does not say.
    private static Span reachedFrom(Document document, dev.rsparse.compiler.diag.Diagnostic found) {
        return found.secondary().stream()
                .map(Label::span)
                .filter(span -> span.file().equals(document.name()))
                .findFirst()
                .orElse(Span.NONE);
    }

    /// Places that no editor can open, such as those in the library, in words.
    private static String elsewhere(Document document, dev.rsparse.compiler.diag.Diagnostic found) {
        return found.secondary().stream()
                .filter(label -> label.span().line() > 0 && !canBeOpened(document, label))
                .map(label -> "\n" + label.span() + ": " + label.text())
                .collect(Collectors.joining());
    }

    private static boolean canBeOpened(Document document, Label label) {
        String file = label.span().file();
        return label.span().line() > 0 && (file.equals(document.name()) || Files.isRegularFile(Path.of(file)));
    }

    private static Location location(Label label) {
        return new Location(
                Path.of(label.span().file()).toAbsolutePath().toUri().toString(), Places.range(label.span()));
    }
}
