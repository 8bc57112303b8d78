package dev.rsparse.compiler.lsp;

import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.project.SourceCheck;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import dev.rsparse.grammar.Property;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.Position;

/// A text that an editor holds, and what is known of it.
///
/// @param uri the editor's name for it
/// @param file where it is or would be saved; spans use its name
/// @param tree of this text, or of the last one that parsed
/// @param models of this text, or of the last one without errors: their places may be off by what was edited since
/// @param diagnostics of this text
record Document(
        String uri,
        Path file,
        String text,
        Optional<SourceFile> tree,
        List<CheckedModel> models,
        List<Diagnostic> diagnostics) {

    Document {
        models = List.copyOf(models);
        diagnostics = List.copyOf(diagnostics);
    }

    /// Checks a text.
    ///
    /// @param before what the editor held before, whose tree and models serve where this text gives none
    static Document of(String uri, String text, Optional<Document> before) {
        Path file = file(uri);
        Optional<SourceFile> tree =
                SourceParser.parse(file.toString(), text).tree().or(() -> before.flatMap(Document::tree));
        SourceCheck check = SourceCheck.of(file, text);
        List<CheckedModel> models = check.result().models().isEmpty()
                ? before.map(Document::models).orElse(List.of())
                : check.result().models();
        return new Document(uri, file, text, tree, models, check.result().diagnostics());
    }

    /// A text that was never saved is checked as if it lay in the working folder.
    private static Path file(String uri) {
        URI parsed = URI.create(uri);
        return "file".equals(parsed.getScheme())
                ? Path.of(parsed)
                : Path.of("untitled.rsp").toAbsolutePath();
    }

    /// The models that a place may be about, the likeliest first: the one that it stands in, or that its policy is for
    /// or
    /// its target compiles, then the others in source order.
    List<CheckedModel> modelsAt(Position position) {
        Optional<String> named = tree.stream()
                .flatMap(file -> file.items().stream())
                .filter(item -> Places.contains(item.span(), position))
                .findFirst()
                .flatMap(Document::model);
        List<CheckedModel> ordered = new ArrayList<>(models);
        ordered.sort(Comparator.comparing(model -> !named.equals(Optional.of(model.name()))));
        return ordered;
    }

    /// The model that an item is, or says that it is for.
    private static Optional<String> model(Item item) {
        return switch (item) {
            case Item.Model model -> Optional.of(model.name().text());
            case Item.ImportedModel model -> Optional.of(model.name().text());
            case Item.Policy policy -> policy.model().stream().findFirst().map(Name::text);
            case Item.Target target ->
                target.properties().stream()
                        .filter(property -> property.name().text().equals("model"))
                        .flatMap(property -> property.values().stream())
                        .filter(Property.Value.Word.class::isInstance)
                        .map(value -> ((Property.Value.Word) value).text())
                        .findFirst();
            case Item.Function _, Item.Import _, Item.Unknown _ -> Optional.empty();
        };
    }

    String name() {
        return file.toString();
    }
}
