package dev.rsparse.compiler.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder of files that can be made again. Those that were not used for longest go when it grows too large.
///
/// @param folder made when the first file is kept
/// @param limit bytes that its files may take together
record KeptFiles(Path folder, long limit) {

    /// A model of eight billion parameters in bf16, and some smaller ones.
    static final long LIMIT = 20L << 30;

    /// What an interrupted process left is nobody's after that.
    private static final Duration ABANDONED = Duration.ofDays(1);

    private record Kept(Path path, long bytes, FileTime used) {}

    /// Where the file of that name is, or would be.
    Path file(String name) {
        return folder.resolve(name);
    }

    /// Makes the folder, and tells whether it takes a file of `bytes` and leaves as many bytes of the disk free.
    ///
    /// @throws IOException when the folder cannot be made
    boolean hasRoom(long bytes) throws IOException {
        return bytes <= limit
                && Files.getFileStore(Files.createDirectories(folder)).getUsableSpace() / 2 >= bytes;
    }

    /// Notes that a file was used now. One that cannot be touched only looks older than it is.
    void used(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException _) {
            return;
        }
    }

    /// Removes what was not used for longest until the limit holds, and what was abandoned half written.
    ///
    /// @param newest stays
    void tidy(Path newest) throws IOException {
        List<Kept> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.map(KeptFiles::kept)
                    .sorted(Comparator.comparing(Kept::used).reversed())
                    .toList();
        } catch (UncheckedIOException problem) {
            throw problem.getCause();
        }
        long bytes = 0;
        FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
        for (Kept file : files) {
            bytes += file.bytes();
            boolean partial = file.path().toString().endsWith(".partial");
            if (!file.path().equals(newest) && (partial ? file.used().compareTo(abandoned) < 0 : bytes > limit)) {
                Files.deleteIfExists(file.path());
            }
        }
    }

    private static Kept kept(Path path) {
        try {
            return new Kept(path, Files.size(path), Files.getLastModifiedTime(path));
        } catch (IOException gone) {
            // Another process tidies too.
            return new Kept(path, 0, FileTime.fromMillis(0));
        }
    }

    /// A file as it is now: its path, size and time of change.
    static String stamp(Path path) {
        try {
            return path.toRealPath() + " " + Files.size(path) + " "
                    + Files.getLastModifiedTime(path).toInstant();
        } catch (IOException problem) {
            throw FileProblems.unreadable(path, problem);
        }
    }
}
