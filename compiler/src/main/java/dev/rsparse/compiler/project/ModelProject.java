package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.Checker;
import dev.rsparse.compiler.check.ImportSource;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.ViewedWeights;
import dev.rsparse.compiler.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A `.rsp` file without mistakes, and what lies beside it.
public final class ModelProject implements AutoCloseable {

    private static final String EXTENSION = ".rsp";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path source;
    private final Map<String, String> sources;
    private final CheckedModel model;
    private final List<Diagnostic> warnings;
    private final FolderCheckpoint files;
    private Optional<WeightSource> weights = Optional.empty();

    private ModelProject(
            Path source,
            Map<String, String> sources,
            CheckedModel model,
            List<Diagnostic> warnings,
            FolderCheckpoint files) {
        this.source = source;
        this.sources = sources;
        this.model = model;
        this.warnings = warnings;
        this.files = files;
    }

    /// Reads and checks a source file against its checkpoint: that in the folder `NAME` beside `NAME.rsp`, if there
    /// is a `config.json`, else that in the source's own folder.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path source) {
        return open(source, checkpointFolder(source));
    }

    /// Reads and checks a source file against the checkpoint in another folder.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path source, Path checkpointFolder) {
        return open(source, new FolderCheckpoint(checkpointFolder, folder(source), OptionalLong.empty()));
    }

    /// Reads and checks a source file with random weights in the shapes that its bindings declare; of the
    /// checkpoint only the configuration is read. [#checkpoint()] is not for such a project.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject openRandom(Path source, long seed) {
        return open(source, new FolderCheckpoint(checkpointFolder(source), folder(source), OptionalLong.of(seed)));
    }

    private static Path checkpointFolder(Path source) {
        Path own = folder(source).resolve(stem(source));
        return Files.exists(own.resolve(ConfigFile.NAME)) ? own : folder(source);
    }

    private static Path folder(Path source) {
        return Optional.ofNullable(source.toAbsolutePath().getParent()).orElseThrow();
    }

    private static ModelProject open(Path source, FolderCheckpoint files) {
        String text = read(source);
        CheckResult result = Checker.check(source.toString(), text, files, path -> imported(source, path));
        Map<String, String> sources = new TreeMap<>(result.imported());
        sources.put(source.toString(), text);
        if (result.model().isEmpty()) {
            files.close();
            throw new ProjectException(result.diagnostics(), sources);
        }
        CheckedModel model = result.model().get();
        FolderCheckpoint own = model.folder().map(files::in).orElse(files);
        return new ModelProject(source, sources, model, result.diagnostics(), own);
    }

    private static Optional<ImportSource.Text> imported(Path source, String path) {
        Path file = source.resolveSibling(path);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(new ImportSource.Text(file.toString(), Files.readString(file)))
                    : Optional.empty();
        } catch (IOException problem) {
            throw FileProblems.unreadable(file, problem);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException problem) {
            throw FileProblems.unreadable(source, problem);
        }
    }

    public Path source() {
        return source;
    }

    /// Source text by the name that spans use.
    public Map<String, String> sources() {
        return sources;
    }

    public CheckedModel model() {
        return model;
    }

    /// What the checker found that is no error.
    public List<Diagnostic> warnings() {
        return warnings;
    }

    public Checkpoint checkpoint() {
        return files.checkpoint();
    }

    /// The values of the model's weights: the checkpoint's, or random ones.
    public WeightSource weights() {
        if (weights.isEmpty()) {
            weights = Optional.of(ViewedWeights.of(files.weights(), model.views()));
        }
        return weights.get();
    }

    public ModelConfig config() {
        return files.configIfAny();
    }

    /// The file beside the source with its name and another ending.
    public Path beside(String extension) {
        return source.resolveSibling(stem(source) + extension);
    }

    private static String stem(Path source) {
        String name = source.getFileName().toString();
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }

    /// The tokenizer's file: in the folder that the source names for the model, else beside the source.
    public Path tokenizerPath() {
        return model.folder().isPresent() ? files.folder().resolve(TOKENIZER) : source.resolveSibling(TOKENIZER);
    }

    /// The target the file describes first, if any.
    public Optional<JvmTarget> target() {
        return model.targets().stream().findFirst();
    }

    /// The policy of that name, or without a name the one of the target, or `dense`.
    ///
    /// @throws ProjectException when there is none
    public CheckedPolicy policy(Optional<String> name) {
        String wanted = name.or(() -> target().map(JvmTarget::policy)).orElse(CheckedPolicy.DENSE);
        CheckedPolicy policy = model.policies().get(wanted);
        if (policy == null) {
            String help = Suggestion.nearest(wanted, model.policies().keySet())
                    .map(meant -> "did you mean '" + meant + "'?")
                    .orElse("policies: " + String.join(", ", model.policies().keySet()));
            throw ProjectException.of(source.toString(), Code.UNKNOWN_NAME, "unknown policy '" + wanted + "'", help);
        }
        return policy;
    }

    @Override
    public void close() {
        files.close();
    }
}
