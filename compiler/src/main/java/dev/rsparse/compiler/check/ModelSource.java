package dev.rsparse.compiler.check;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.diag.Label;
import dev.rsparse.grammar.Item;
import dev.rsparse.grammar.Name;
import java.util.List;
import java.util.Optional;

/// Finds what a model is made of: its own graph, or an imported one that fits the checkpoint in a folder.
final class ModelSource {

    private static final String ONNX = "onnx";
    private static final List<String> LATER_FORMATS = List.of("gguf");

    private final CheckpointSource checkpoint;
    private final Imports imports;
    private final Diagnostics diagnostics;

    /// A model and where its numbers come from.
    ///
    /// @param folder of its checkpoint, where the source says
    /// @param context what to show with problems of a graph that was imported
    record Found(
            Name name,
            Item.Model graph,
            Optional<String> folder,
            CheckpointSource checkpoint,
            Configuration configuration,
            Optional<Label> context) {}

    ModelSource(CheckpointSource checkpoint, Imports imports, Diagnostics diagnostics) {
        this.checkpoint = checkpoint;
        this.imports = imports;
        this.diagnostics = diagnostics;
    }

    /// The name of an item that is a model.
    static Name name(Item item) {
        return item instanceof Item.ImportedModel imported ? imported.name() : ((Item.Model) item).name();
    }

    /// The graph of a model; nothing when there is none, which is reported.
    Optional<Found> of(Item item) {
        if (item instanceof Item.ImportedModel imported) {
            return imported(imported);
        }
        Item.Model own = (Item.Model) item;
        Configuration configuration = new Configuration(checkpoint, diagnostics);
        return Optional.of(new Found(own.name(), own, Optional.empty(), checkpoint, configuration, Optional.empty()));
    }

    private Optional<Found> imported(Item.ImportedModel model) {
        if (model.format().isPresent()) {
            return ofFormat(model, model.format().get());
        }
        String folder = model.path().value();
        CheckpointSource own = checkpoint.in(folder);
        Configuration configuration = new Configuration(own, diagnostics);
        if (!configuration.isReadable()) {
            return Optional.empty();
        }
        Optional<Item.Model> graph = imports.graph(configuration);
        // What an import that failed would have brought may fit.
        if (graph.isEmpty() && !imports.failed()) {
            reportNoFit(model, configuration);
        }
        return graph.map(
                found -> new Found(model.name(), found, Optional.of(folder), own, configuration, context(model)));
    }

    private Optional<Found> ofFormat(Item.ImportedModel model, Name format) {
        if (format.text().equals(ONNX)) {
            return onnx(model);
        }
        diagnostics.add(
                LATER_FORMATS.contains(format.text())
                        ? UnknownWord.notSupported(model.name(), "a model from " + format)
                        : UnknownWord.describe(format, List.of(ONNX + "(\"…\")", "a folder in quotes"), List.of()));
        return Optional.empty();
    }

    private Optional<Found> onnx(Item.ImportedModel model) {
        try {
            String file = model.path().value();
            ImportedGraph graph = checkpoint.onnx(file);
            return imports.model(graph.text())
                    .map(found -> new Found(
                            model.name(),
                            found,
                            Optional.of(file),
                            graph.checkpoint(),
                            new Configuration(graph.checkpoint(), diagnostics),
                            context(model)));
        } catch (CheckpointException problem) {
            diagnostics.add(problem.diagnostic().with(model.path().span(), "named here"));
            return Optional.empty();
        }
    }

    private static Optional<Label> context(Item.ImportedModel model) {
        return Optional.of(new Label(model.name().span(), "'" + model.name() + "' is built from it"));
    }

    private void reportNoFit(Item.ImportedModel model, Configuration configuration) {
        String type = configuration.find("model_type").map(Object::toString).orElse("no model_type");
        Diagnostic problem = Diagnostic.at(
                model.path().span(),
                Code.NO_FIT,
                "no imported graph fits the checkpoint, which is of type " + type,
                "holds " + type);
        List<String> fitted = imports.fitted();
        String brought = fitted.isEmpty() ? "nothing is imported" : "imports fit: " + String.join(", ", fitted);
        diagnostics.add(
                Library.find(type).isPresent()
                        ? problem.insert(model.span(), "import \"" + type + "\";\n")
                        : problem.help(brought + "; write the graph yourself"));
    }
}
