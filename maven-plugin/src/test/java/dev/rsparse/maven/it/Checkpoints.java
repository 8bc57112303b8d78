package dev.rsparse.maven.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// Weights for the builds that are tested; they are those of an example, and need not be stored again.
public final class Checkpoints {

    private static final String WEIGHTS = "model.safetensors";

    private Checkpoints() {}

    /// Puts the weights of `examples/spirals` into a folder of a test's project, `maven-plugin/target/it/NAME/…`.
    public static void spirals(File folder) throws IOException {
        copy(checkout(folder).resolve("examples/spirals").resolve(WEIGHTS), folder.toPath());
    }

    /// Puts `examples/quill`, source and all, into a folder of a test's project.
    public static void quill(File folder) throws IOException {
        try (Stream<Path> files = Files.list(checkout(folder).resolve("examples/quill"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, folder.toPath());
            }
        }
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /// The checkout that a folder lies in.
    private static Path checkout(File folder) {
        Path at = folder.toPath().toAbsolutePath();
        while (!Files.exists(at.resolve("rsparsec"))) {
            at = at.getParent();
        }
        return at;
    }
}
