package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.ViewedWeights;
import dev.rsparse.compiler.weights.WeightSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A `.rsp` file without mistakes, and what lies beside it.
public final class ModelProject implements AutoCloseable {

    private static final String EXTENSION = ".rsp";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path source;
    private final String stem;
    private final Map<String, String> sources;
    private final CheckedModel model;
    private final List<Diagnostic> warnings;
    private final FolderCheckpoint files;
    private Optional<WeightSource> weights = Optional.empty();

    private ModelProject(
            Path source,
            String stem,
            Map<String, String> sources,
            CheckedModel model,
            List<Diagnostic> warnings,
            FolderCheckpoint files) {
        this.source = source;
        this.stem = stem;
        this.sources = sources;
        this.model = model;
        this.warnings = warnings;
        this.files = files;
    }

    /// Reads and checks a source file against its checkpoint: that in the folder `NAME` beside `NAME.rsp`, if there
    /// is a `config.json`, else that in the source's own folder.
    ///
    /// @param path of the source; of a file with several models with the name of one behind it: `file.rsp:NAME`
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path path) {
        Path source = Named.of(path).source();
        return open(path, checkpointFolder(source));
    }

    /// Reads and checks a source file against the checkpoint in another folder.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path path, Path checkpointFolder) {
        Named named = Named.of(path);
        return open(named, new FolderCheckpoint(checkpointFolder, folder(named.source()), OptionalLong.empty()));
    }

    /// Reads and checks a source file with random weights in the shapes that its bindings declare; of the
    /// checkpoint only the configuration is read. [#checkpoint()] is not for such a project.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject openRandom(Path path, long seed) {
        Named named = Named.of(path);
        Path source = named.source();
        return open(named, new FolderCheckpoint(checkpointFolder(source), folder(source), OptionalLong.of(seed)));
    }

    static Path checkpointFolder(Path source) {
        Path own = folder(source).resolve(stem(source));
        return Files.exists(own.resolve(ConfigFile.NAME)) ? own : folder(source);
    }

    static Path folder(Path source) {
        return Optional.ofNullable(source.toAbsolutePath().getParent()).orElseThrow();
    }

    private static ModelProject open(Named named, FolderCheckpoint files) {
        Path source = named.source();
        SourceCheck check = SourceCheck.of(source, SourceCheck.read(source), files);
        CheckResult result = check.result();
        Map<String, String> sources = check.sources();
        if (result.model().isEmpty()) {
            files.close();
            throw new ProjectException(result.diagnostics(), sources);
        }
        CheckedModel model = chosen(named, result.models(), files);
        FolderCheckpoint own = model.folder().map(files::in).orElse(files);
        boolean single = result.models().size() == 1;
        String stem = stem(source) + (single ? "" : "-" + model.name());
        return new ModelProject(source, stem, sources, model, result.diagnostics(), own);
    }

    /// The model of that name, or the only one.
    private static CheckedModel chosen(Named path, List<CheckedModel> models, FolderCheckpoint files) {
        Path source = path.source();
        Optional<CheckedModel> found = models.stream()
                .filter(model -> path.model().map(model.name()::equals).orElse(models.size() == 1))
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        files.close();
        String names = models.stream().map(CheckedModel::name).collect(Collectors.joining(", "));
        String problem = path.model()
                .map(wanted -> "unknown model '" + wanted + "'")
                .orElse("the file has " + models.size() + " models, and the command takes one");
        String help = "models: " + names + "; write " + source.getFileName() + ":"
                + models.getFirst().name();
        throw ProjectException.of(source.toString(), Code.UNKNOWN_NAME, problem, help);
    }

    /// A model of a file, as commands name it: `file.rsp`, or `file.rsp:NAME`.
    private record Named(Path source, Optional<String> model) {
        static Named of(Path path) {
            String text = path.toString();
            int colon = text.lastIndexOf(EXTENSION + ":");
            if (colon < 0 || Files.exists(path)) {
                return new Named(path, Optional.empty());
            }
            int end = colon + EXTENSION.length();
            return new Named(Path.of(text.substring(0, end)), Optional.of(text.substring(end + 1)));
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

    /// The file beside the source with its name and another ending; of a file with several models with the model's name
    /// too.
    public Path beside(String extension) {
        return source.resolveSibling(stem + extension);
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
