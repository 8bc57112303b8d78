package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Something that runs models, as a process for each run.
interface Engine {

    /// What tables call it.
    String name();

    /// What the engine calls the format that it takes in place of `format`; empty when it has none of as many bits.
    Optional<String> weights(WeightFormat format);

    /// Makes sure that the engine can run.
    ///
    /// @return its version
    /// @throws EngineFailure when it cannot, with the reason
    String install(Processes processes) throws EngineFailure, InterruptedException;

    /// What its file or folder of such a model is called; engines that read the same file share it. Empty when it needs
    /// none.
    Optional<String> modelName(Shape shape, WeightFormat format);

    /// Bytes on disk that [#writeModel] takes.
    long modelBytes(Shape shape, WeightFormat format);

    /// Writes a model of random weights to `at`, a file or a folder.
    void writeModel(Path at, Shape shape, WeightFormat format) throws IOException;

    /// Bytes of weights that a dense decode step reads in the engine's format.
    long bytesPerToken(Shape shape, WeightFormat format);

    /// The process that runs the task and prints what [Sample#parse] reads.
    List<String> command(Path model, Shape shape, WeightFormat format, Task task);
}
