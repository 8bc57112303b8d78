package dev.rsparse.benchmarks.decode;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.Checker;
import dev.rsparse.compiler.check.CheckpointSource;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A checked model and its open checkpoint.
public record RspModel(Graph graph, ModelConfig config, Checkpoint checkpoint) implements AutoCloseable {

    /// A folder as the checker wants to see it; what it opens stays open for this class.
    private record Folder(Path path, ModelConfig config, List<Checkpoint> opened) implements CheckpointSource {
        @Override
        public TensorCatalog open(String glob) {
            Checkpoint checkpoint = Checkpoint.open(path, glob);
            opened.add(checkpoint);
            return checkpoint;
        }
    }

    /// Reads and checks `source` against the checkpoint in `folder`.
    ///
    /// @throws IllegalArgumentException when the source has mistakes; the message shows them
    /// @throws dev.rsparse.runtime.io.WeightFileException when a file of the checkpoint cannot be used
    public static RspModel open(Path source, Path folder) {
        String text = text(source);
        ParseResult parsed = SourceParser.parse(source.toString(), text);
        if (parsed.tree().isEmpty()) {
            throw new IllegalArgumentException(parsed.errors().getFirst().span() + ": "
                    + parsed.errors().getFirst().message());
        }
        Folder files = new Folder(folder, ConfigFile.read(folder.resolve(ConfigFile.NAME)), new ArrayList<>());
        CheckResult result = Checker.check(parsed.tree().get(), files);
        if (result.model().isEmpty() || files.opened().isEmpty()) {
            files.opened().forEach(Checkpoint::close);
            throw new IllegalArgumentException(
                    result.model().isEmpty()
                            ? new DiagnosticRenderer(Map.of(source.toString(), text), false)
                                    .render(result.diagnostics())
                            : source + ": the model has no weights");
        }
        CheckedModel model = result.model().get();
        return new RspModel(model.graph(), files.config(), files.opened().getFirst());
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    source + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
