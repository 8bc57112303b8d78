package dev.rsparse.compiler.project;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.TensorInfo;
import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Matrices computed from a checkpoint, in the cache beside a source (`MODEL.rspfactors`, safetensors, f32). One of
/// other weights counts as empty. The file can be deleted at any time.
final class MatrixCache {

    private static final String FORMAT = "rsparsec-matrices";

    private final Path path;
    private final Map<String, String> digests;
    private final Map<String, Matrix> matrices;

    private MatrixCache(Path path, Map<String, String> digests, Map<String, Matrix> matrices) {
        this.path = path;
        this.digests = digests;
        this.matrices = matrices;
    }

    static MatrixCache of(ModelProject project) {
        Path path = project.beside(".rspfactors");
        Map<String, String> digests = project.checkpoint().digests();
        return new MatrixCache(path, digests, read(path, digests));
    }

    Optional<Matrix> find(String name) {
        return Optional.ofNullable(matrices.get(name));
    }

    /// Adds matrices to the file, in place of those that have their names.
    ///
    /// @param messages told in one line when the file cannot be written
    void keep(Map<String, Matrix> more, Consumer<String> messages) {
        matrices.putAll(more);
        SafetensorsWriter writer =
                new SafetensorsWriter().metadata("format", FORMAT).metadata("weights", digests.toString());
        matrices.forEach((name, matrix) ->
                FloatTensors.add(writer, name, List.of((long) matrix.rows(), (long) matrix.cols()), matrix.data()));
        try {
            writer.write(path);
        } catch (IOException problem) {
            messages.accept("what was computed could not be kept for the next time: " + problem.getMessage());
        }
    }

    private static Map<String, Matrix> read(Path path, Map<String, String> digests) {
        Map<String, Matrix> found = new TreeMap<>();
        if (!Files.isRegularFile(path)) {
            return found;
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            if (FORMAT.equals(file.metadata().get("format"))
                    && digests.toString().equals(file.metadata().get("weights"))) {
                file.names().forEach(name -> found.put(name, matrix(file, name)));
            }
            return found;
        } catch (WeightFileException | IllegalArgumentException _) {
            // A damaged cache is no cache: what it held is computed again and overwritten.
            return new TreeMap<>();
        }
    }

    private static Matrix matrix(SafetensorsFile file, String name) {
        TensorInfo tensor = file.find(name).orElseThrow();
        if (tensor.shape().size() != 2) {
            throw new IllegalArgumentException(name + " is no matrix");
        }
        return new Matrix(
                Math.toIntExact(tensor.shape().get(0)),
                Math.toIntExact(tensor.shape().get(1)),
                FloatTensors.read(file, name));
    }
}
