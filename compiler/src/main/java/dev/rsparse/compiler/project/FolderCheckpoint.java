package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckpointException;
import dev.rsparse.compiler.check.CheckpointSource;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.io.WeightFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The checkpoint in a folder, opened when the checker first asks for it; or the folder's configuration with random
/// weights.
final class FolderCheckpoint implements CheckpointSource, AutoCloseable {

    private static final String TIED = "tie_word_embeddings";

    private final Path folder;
    /// The source's folder.
    private final Path source;
    private final Map<String, FolderCheckpoint> others = new TreeMap<>();
    private final OptionalLong seed;
    private Optional<Checkpoint> checkpoint = Optional.empty();
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
    public ModelConfig config() {
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
            Checkpoint opened = checkpoint.isPresent() ? checkpoint.get() : Checkpoint.open(folder, glob);
            checkpoint = Optional.of(opened);
            return opened;
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

    Path folder() {
        return folder;
    }

    /// The configuration, or one without values: a source that got through the checker without a file needs none.
    ModelConfig configIfAny() {
        return Files.exists(folder.resolve(ConfigFile.NAME)) ? config() : _ -> Optional.empty();
    }

    /// What the checkpoint or the seed gives, once the checker has asked for it.
    WeightSource weights() {
        return random.<WeightSource>map(made -> made).orElseGet(this::checkpoint);
    }

    /// The checkpoint, once the checker has asked for it.
    Checkpoint checkpoint() {
        return checkpoint.orElseThrow(() -> new IllegalStateException("the model binds no weights"));
    }

    @Override
    public void close() {
        checkpoint.ifPresent(Checkpoint::close);
        others.values().forEach(FolderCheckpoint::close);
    }
}
