package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckResult;
import dev.rsparse.compiler.check.CheckedModel;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Suggestion;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.StoredWeights;
import dev.rsparse.compiler.weights.ViewedWeights;
import dev.rsparse.compiler.weights.WeightSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A `.rsp` file without mistakes, and what lies beside it.
public final class ModelProject implements AutoCloseable {

    private static final String TOKENIZER = "tokenizer.json";

    private final Path source;
    private final String stem;
    private final Map<String, String> sources;
    private final CheckedModel model;
    private final Optional<JvmTarget> target;
    private final List<Diagnostic> warnings;
    private final FolderCheckpoint files;
    private Optional<WeightSource> weights = Optional.empty();

    private ModelProject(
            Path source,
            String stem,
            Map<String, String> sources,
            ModelChoice.Chosen chosen,
            List<Diagnostic> warnings,
            FolderCheckpoint files) {
        this.source = source;
        this.stem = stem;
        this.sources = sources;
        this.model = chosen.model();
        this.target = chosen.target();
        this.warnings = warnings;
        this.files = files;
    }

    /// Reads and checks a source file against its checkpoint: that in the folder `NAME` beside `NAME.rsp`, if there
    /// is a `config.json`, else that in the source's own folder.
    ///
    /// @param path of the source; of a file with several models with the name of one behind it: `file.rsp:NAME`
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path path) {
        return open(path, Optional.empty());
    }

    /// The same for one of the file's targets.
    ///
    /// @param target the class it makes, alone or with its package; empty for the model's first, if it has any
    /// @throws ProjectException with every diagnostic when there is an error, and when there is no such target
    public static ModelProject open(Path path, Optional<String> target) {
        ModelChoice choice = ModelChoice.of(path, target);
        return open(choice, files(choice, checkpointFolder(choice.source()), OptionalLong.empty()));
    }

    /// Reads and checks a source file against the checkpoint in another folder.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject open(Path path, Path checkpointFolder) {
        ModelChoice choice = ModelChoice.of(path, Optional.empty());
        return open(choice, files(choice, checkpointFolder, OptionalLong.empty()));
    }

    /// Reads and checks a source file with random weights in the shapes that its bindings declare; of the
    /// checkpoint only the configuration is read. [#checkpoint()] is not for such a project.
    ///
    /// @throws ProjectException with every diagnostic when there is an error
    public static ModelProject openRandom(Path path, long seed) {
        return openRandom(path, seed, Optional.empty());
    }

    /// The same for one of the file's targets.
    ///
    /// @throws ProjectException with every diagnostic when there is an error, and when there is no such target
    public static ModelProject openRandom(Path path, long seed, Optional<String> target) {
        ModelChoice choice = ModelChoice.of(path, target);
        return open(choice, files(choice, checkpointFolder(choice.source()), OptionalLong.of(seed)));
    }

    private static FolderCheckpoint files(ModelChoice choice, Path checkpointFolder, OptionalLong seed) {
        return new FolderCheckpoint(checkpointFolder, folder(choice.source()), seed);
    }

    static Path checkpointFolder(Path source) {
        Path own = folder(source).resolve(stem(source));
        return Files.exists(own.resolve(ConfigFile.NAME)) ? own : folder(source);
    }

    static Path folder(Path source) {
        return Optional.ofNullable(source.toAbsolutePath().getParent()).orElseThrow();
    }

    private static ModelProject open(ModelChoice choice, FolderCheckpoint files) {
        Path source = choice.source();
        try {
            SourceCheck check = SourceCheck.of(source, SourceCheck.read(source), files);
            CheckResult result = check.result();
            if (result.model().isEmpty()) {
                throw new ProjectException(result.diagnostics(), check.sources());
            }
            ModelChoice.Chosen chosen = choice.among(result.models());
            FolderCheckpoint own = chosen.model().folder().map(files::in).orElse(files);
            boolean single = result.models().size() == 1;
            String stem = stem(source) + (single ? "" : "-" + chosen.model().name());
            return new ModelProject(source, stem, check.sources(), chosen, result.diagnostics(), own);
        } catch (ProjectException problem) {
            files.close();
            throw problem;
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

    /// The files of the model's weights.
    ///
    /// @throws ProjectException when the model binds none
    public StoredWeights checkpoint() {
        needWeights();
        return files.checkpoint();
    }

    private void needWeights() {
        if (!files.hasWeights()) {
            Diagnostic missing = Diagnostic.at(
                            model.place(),
                            Code.MISSING_PART,
                            "the model binds no weights",
                            "expected weights from … { … } in it")
                    .help("'rsparsec check' and 'rsparsec inspect' go without");
            throw new ProjectException(List.of(missing), sources);
        }
    }

    /// The files that a class of the model is made from, some of which need not be there: sources, configuration,
    /// weights, what was measured, tokenizer. Each makes another class when it changes, or comes or goes.
    public Set<Path> inputs() {
        Set<Path> inputs = new LinkedHashSet<>();
        // Architectures of the library are in the compiler itself.
        sources.keySet().stream().map(Path::of).filter(Files::exists).forEach(inputs::add);
        inputs.add(files.folder().resolve(ConfigFile.NAME));
        inputs.addAll(files.weightFiles());
        inputs.addAll(List.of(beside(".rsplock"), beside(".rsptensors"), tokenizerPath()));
        return inputs;
    }

    /// The values of the model's weights: the checkpoint's, or random ones.
    ///
    /// @throws ProjectException when the model binds none
    public WeightSource weights() {
        if (weights.isEmpty()) {
            needWeights();
            weights = Optional.of(ViewedWeights.of(files.weights(), model.views()));
        }
        return weights.get();
    }

    public ModelConfig config() {
        return files.configIfAny();
    }

    /// The file beside the source with its name and another ending; of a file with several models with the model's
    /// name too.
    public Path beside(String extension) {
        return source.resolveSibling(stem + extension);
    }

    private static String stem(Path source) {
        String name = source.getFileName().toString();
        return name.endsWith(ModelChoice.EXTENSION)
                ? name.substring(0, name.length() - ModelChoice.EXTENSION.length())
                : name;
    }

    /// The tokenizer's file: in the folder that the source names for the model, else beside the source.
    public Path tokenizerPath() {
        return model.folder().isPresent() ? files.folder().resolve(TOKENIZER) : source.resolveSibling(TOKENIZER);
    }

    /// The target that was asked for, else the first that the file describes for the model, if any.
    public Optional<JvmTarget> target() {
        return target;
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
