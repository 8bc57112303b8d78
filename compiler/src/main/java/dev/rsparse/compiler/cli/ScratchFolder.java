package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.FileProblems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder for files that nobody asked for. It goes with them when it is closed.
final class ScratchFolder implements AutoCloseable {

    private final Path path;

    ScratchFolder() {
        try {
            this.path = Files.createTempDirectory("rsparsec-");
        } catch (IOException problem) {
            throw FileProblems.unwritable(Path.of(System.getProperty("java.io.tmpdir")), problem);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(path);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
