package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckpointException;
import dev.rsparse.compiler.check.CheckpointSource;
import dev.rsparse.compiler.weights.Checkpoint;
import dev.rsparse.compiler.weights.ConfigFile;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.runtime.io.WeightFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The checkpoint in a folder, opened when the checker first asks for it.
final class FolderCheckpoint implements CheckpointSource, AutoCloseable {

    private final Path folder;
    private Optional<Checkpoint> checkpoint = Optional.empty();
    private Optional<ModelConfig> config = Optional.empty();

    FolderCheckpoint(Path folder) {
        this.folder = folder;
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
        try {
            Checkpoint opened = checkpoint.isPresent() ? checkpoint.get() : Checkpoint.open(folder, glob);
            checkpoint = Optional.of(opened);
            return opened;
        } catch (WeightFileException problem) {
            throw new CheckpointException(FileProblems.of(problem));
        }
    }

    /// The checkpoint, once the checker has asked for it.
    Checkpoint checkpoint() {
        return checkpoint.orElseThrow(() -> new IllegalStateException("the model binds no weights"));
    }

    @Override
    public void close() {
        checkpoint.ifPresent(Checkpoint::close);
    }
}
