package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.project.SourceCheck;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A text that an editor holds, and what is known of it.
///
/// @param uri the editor's name for it
/// @param file where it is or would be saved; spans use its name
/// @param tree of this text, or of the last one that parsed
/// @param model of this text, or of the last one without errors: its places may be off by what was edited since
/// @param diagnostics of this text
record Document(
        String uri,
        Path file,
        String text,
        Optional<SourceFile> tree,
        Optional<CheckedModel> model,
        List<Diagnostic> diagnostics) {

    Document {
        diagnostics = List.copyOf(diagnostics);
    }

    /// Checks a text.
    ///
    /// @param before what the editor held before, whose tree and model serve where this text gives none
    static Document of(String uri, String text, Optional<Document> before) {
        Path file = file(uri);
        Optional<SourceFile> tree =
                SourceParser.parse(file.toString(), text).tree().or(() -> before.flatMap(Document::tree));
        SourceCheck check = SourceCheck.of(file, text);
        Optional<CheckedModel> model = check.result().model().or(() -> before.flatMap(Document::model));
        return new Document(uri, file, text, tree, model, check.result().diagnostics());
    }

    /// A text that was never saved is checked as if it lay in the working folder.
    private static Path file(String uri) {
        URI parsed = URI.create(uri);
        return "file".equals(parsed.getScheme())
                ? Path.of(parsed)
                : Path.of("untitled.rsp").toAbsolutePath();
    }

    String name() {
        return file.toString();
    }
}
