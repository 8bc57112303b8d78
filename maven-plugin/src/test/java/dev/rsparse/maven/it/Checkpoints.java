package dev.rsparse.maven.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Weights for the builds that are tested; they are those of an example, and need not be stored again.
public final class Checkpoints {

    private static final String WEIGHTS = "model.safetensors";

    private Checkpoints() {}

    /// Puts the weights of `examples/spirals` into a folder of a test's project, `maven-plugin/target/it/NAME/…`.
    public static void spirals(File folder) throws IOException {
        Files.createDirectories(folder.toPath());
        Files.copy(
                checkout(folder).resolve("examples/spirals").resolve(WEIGHTS),
                folder.toPath().resolve(WEIGHTS),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// The checkout that a folder lies in.
    static Path checkout(File folder) {
        Path at = folder.toPath().toAbsolutePath();
        while (!Files.exists(at.resolve("rsparsec"))) {
            at = at.getParent();
        }
        return at;
    }
}
