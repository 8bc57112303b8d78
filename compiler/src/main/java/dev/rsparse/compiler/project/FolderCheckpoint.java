package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckpointException;
import dev.rsparse.compiler.check.CheckpointSource;
import dev.rsparse.compiler.check.ImportedGraph;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.compiler.weights.StoredWeights;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.io.WeightFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The checkpoint in a folder, or the model in an ONNX file, opened when the checker first asks for it; or the
/// folder's configuration with random weights.
final class FolderCheckpoint implements CheckpointSource, AutoCloseable {

    private static final String ONNX = ".onnx";
    private static final String TIED = "tie_word_embeddings";

    private final Path folder;
    /// The source's folder.
    private final Path source;
    private final Map<String, FolderCheckpoint> others = new TreeMap<>();
    private final OptionalLong seed;
    private Optional<StoredWeights> checkpoint = Optional.empty();
    private Optional<OnnxCheckpoint> onnx = Optional.empty();
    private Optional<RandomWeights> random = Optional.empty();
    private Optional<ModelConfig> config = Optional.empty();

    /// @param source the folder of the source, which others are relative to
    /// @param seed of random weights; empty for those of the folder
    FolderCheckpoint(Path folder, Path source, OptionalLong seed) {
        this.folder = folder;
        this.source = source;
        this.seed = seed;
    }

    @Override
    public FolderCheckpoint in(String other) {
        return others.computeIfAbsent(other, name -> new FolderCheckpoint(source.resolve(name), source, seed));
    }

    @Override
    public ImportedGraph onnx(String file) {
        FolderCheckpoint own = in(file);
        return new ImportedGraph(own.onnx().text(), own);
    }

    /// Whether it stands for an ONNX file.
    private boolean isOnnx() {
        return folder.toString().endsWith(ONNX) && !Files.isDirectory(folder);
    }

    private OnnxCheckpoint onnx() {
        onnx = onnx.or(() -> Optional.of(OnnxCheckpoint.read(folder)));
        return onnx.get();
    }

    @Override
    public String format() {
        return isOnnx() ? "onnx" : CheckpointSource.super.format();
    }

    @Override
    public ModelConfig config() {
        if (isOnnx()) {
            return onnx().config();
        }
        try {
            ModelConfig read = config.isPresent() ? config.get() : ConfigFile.read(folder.resolve(ConfigFile.NAME));
            config = Optional.of(read);
            return read;
        } catch (WeightFileException problem) {
            throw new CheckpointException(FileProblems.of(problem));
        }
    }

    @Override
    public TensorCatalog open(String glob) {
        if (seed.isPresent()) {
            random = random.or(() -> Optional.of(new RandomWeights(seed.getAsLong(), isTied())));
            return random.get();
        }
        try {
            checkpoint = checkpoint.or(() -> Optional.of(isOnnx() ? onnx().weights() : Checkpoint.open(folder, glob)));
            return checkpoint.get();
        } catch (WeightFileException problem) {
            throw new CheckpointException(FileProblems.of(problem));
        }
    }

    private boolean isTied() {
        try {
            return configIfAny().find(TIED).equals(Optional.of(true));
        } catch (CheckpointException damaged) {
            // Whoever needs the configuration says so.
            return false;
        }
    }

    /// The folder that the model's other files are in.
    Path folder() {
        return isOnnx() ? Optional.ofNullable(folder.getParent()).orElse(source) : folder;
    }

    /// The configuration, or one without values: a source that got through the checker without a file needs none.
    ModelConfig configIfAny() {
        return isOnnx() || Files.exists(folder.resolve(ConfigFile.NAME)) ? config() : _ -> Optional.empty();
    }

    /// Whether the checker has asked for weights: whether the model binds any.
    boolean hasWeights() {
        return random.isPresent() || checkpoint.isPresent();
    }

    /// What the checkpoint or the seed gives, once the checker has asked for it.
    WeightSource weights() {
        return random.<WeightSource>map(made -> made).orElseGet(this::checkpoint);
    }

    /// The checkpoint, once the checker has asked for it.
    StoredWeights checkpoint() {
        return checkpoint.orElseThrow(() -> new IllegalStateException("the model binds no weights"));
    }

    /// The files with weights that were opened so far, and the index that would name others.
    List<Path> weightFiles() {
        List<Path> found = new ArrayList<>(checkpoint.map(StoredWeights::paths).orElse(List.of()));
        found.add(folder().resolve(Checkpoint.INDEX));
        return found;
    }

    @Override
    public void close() {
        checkpoint.ifPresent(StoredWeights::close);
        others.values().forEach(FolderCheckpoint::close);
    }
}
