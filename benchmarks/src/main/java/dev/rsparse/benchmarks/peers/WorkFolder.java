package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/// A folder for large files, gone when closed.
public final class WorkFolder implements AutoCloseable {

    /// What must be free at least.
    static final long LEAST_FREE = 10_000_000_000L;

    private static final int ATTEMPTS = 5;

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    /// Tells how much room there is at a place.
    @FunctionalInterface
    public interface Disk {
        long free(Path place) throws IOException;

        /// The real one.
        public static Disk real() {
            return place -> Files.getFileStore(place).getUsableSpace();
        }
    }

    /// A new folder in `parent`, which is made where it is missing.
    ///
    /// @param bytes what the files will take at most at one time; 0 when there will be none
    /// @throws IOException when less is free than that, or files there will be and less is free than [#LEAST_FREE]
    public static WorkFolder create(Path parent, long bytes, Disk disk) throws IOException {
        Files.createDirectories(parent);
        long needed = bytes == 0 ? 0 : Math.max(LEAST_FREE, bytes);
        long free = disk.free(parent);
        if (free < needed) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s has %.1f GB free; the models of random weights need %.1f GB. Free some, or name another"
                            + " folder with --work.",
                    parent.toAbsolutePath(),
                    free / 1e9,
                    needed / 1e9));
        }
        return new WorkFolder(Files.createTempDirectory(parent, "rsparsec-compare-"));
    }

    /// The folder itself.
    public Path path() {
        return path;
    }

    /// Deletes all also when a key stroke ends the JVM.
    public void deleteOnInterrupt() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /// A file or folder in it, which need not exist.
    Path resolve(String name) {
        return path.resolve(name);
    }

    /// Deletes a file or folder in it, if it is there.
    void delete(String name) throws IOException {
        deleteTree(path.resolve(name));
    }

    /// Deletes all. Somebody may be writing a file meanwhile, when a key stroke ends the comparison.
    @Override
    public void close() {
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                deleteTree(path);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new Deleter());
        } catch (NoSuchFileException _) {
            // Gone already.
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
