package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Label;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.grammar.Expression;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.ModelPart;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceFile;
import dev.rsparse.grammar.SourceParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the imports of a file bring: functions, and graphs to build models from. Policies and targets stay where
/// they are written.
final class Imports {

    private static final String EXTENSION = ".rsp";

    private final ImportSource files;
    private final Diagnostics diagnostics;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<Item.Function> functions = new ArrayList<>();
    private final List<Item.Model> graphs = new ArrayList<>();
    private boolean failed;

    Imports(ImportSource files, Diagnostics diagnostics) {
        this.files = files;
        this.diagnostics = diagnostics;
    }

    /// Follows the imports of `file`, and theirs.
    void read(SourceFile file) {
        for (Item item : file.items()) {
            if (item instanceof Item.Import imported) {
                read(imported.file());
            }
        }
    }

    List<Item.Function> functions() {
        return functions;
    }

    /// Text by the name that spans use, of every file that was imported.
    Map<String, String> texts() {
        return texts;
    }

    /// The imported graph that fits `configuration`, if one does.
    Optional<Item.Model> graph(Configuration configuration) {
        return graphs.stream()
                .filter(graph -> fitted(graph).stream().anyMatch(name -> isOf(configuration, name)))
                .findFirst();
    }

    /// The types and architectures that imported graphs fit.
    List<String> fitted() {
        return graphs.stream().flatMap(graph -> fitted(graph).stream()).toList();
    }

    private static List<String> fitted(Item.Model graph) {
        return graph.parts().stream()
                .filter(ModelPart.Fits.class::isInstance)
                .flatMap(part -> ((ModelPart.Fits) part).names().stream())
                .map(Expression.Text::value)
                .toList();
    }

    private static boolean isOf(Configuration configuration, String name) {
        return configuration.find("model_type").equals(Optional.of(name))
                || configuration.find("architectures.0").equals(Optional.of(name));
    }

    private void read(Expression.Text path) {
        Optional<ImportSource.Text> found =
                path.value().endsWith(EXTENSION) ? files.read(path.value()) : Library.find(path.value());
        if (found.isEmpty()) {
            reportMissing(path);
            return;
        }
        if (texts.putIfAbsent(found.get().name(), found.get().text()) != null) {
            return;
        }
        ParseResult parsed = SourceParser.parse(found.get().name(), found.get().text());
        diagnostics.enter(new Label(path.span(), "imported here"));
        parsed.errors().forEach(error -> diagnostics.add(Diagnostic.of(error)));
        parsed.tree().ifPresent(this::add);
        failed |= parsed.tree().isEmpty();
        diagnostics.leave();
    }

    /// The model of a text that the compiler wrote itself.
    Optional<Item.Model> model(ImportSource.Text written) {
        texts.put(written.name(), written.text());
        ParseResult parsed = SourceParser.parse(written.name(), written.text());
        parsed.errors().forEach(error -> diagnostics.add(Diagnostic.of(error)));
        return parsed.tree()
                .flatMap(file -> file.items().stream()
                        .filter(Item.Model.class::isInstance)
                        .map(Item.Model.class::cast)
                        .findFirst());
    }

    private void add(SourceFile file) {
        for (Item item : file.items()) {
            if (item instanceof Item.Function function) {
                functions.add(function);
            } else if (item instanceof Item.Model model) {
                graphs.add(model);
            }
        }
        read(file);
    }

    /// Whether some import brought nothing, which is reported.
    boolean failed() {
        return failed;
    }

    private void reportMissing(Expression.Text path) {
        failed = true;
        boolean isFile = path.value().endsWith(EXTENSION);
        String what =
                isFile ? "file \"" + path.value() + "\" cannot be read" : "the library has no \"" + path.value() + "\"";
        Diagnostic missing = Diagnostic.at(path.span(), Code.IMPORT, what, "cannot be imported");
        if (isFile) {
            diagnostics.add(missing.help("a path is relative to the source"));
            return;
        }
        List<String> names = Library.names();
        diagnostics.add(Suggestion.nearest(path.value(), names)
                .map(meant -> missing.didYouMean(path.span(), "\"" + meant + "\""))
                .orElseGet(() -> missing.help(
                        "library: " + String.join(", ", names) + "; a file of yours ends in " + EXTENSION)));
    }
}
