package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// Writes files that appear whole or not at all, as [AtomicFiles] does for several.
public final class AtomicFile {

    /// Puts the content of a file into a channel that stands at its start.
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel out) throws IOException;
    }

    private AtomicFile() {}

    /// Writes `content` to `target`.
    ///
    /// @throws FileSystemException naming the target and the reason, when the target is a directory or a device
    ///     (nothing has been written then) or when writing fails
    public static void write(Path target, Content content) throws FileSystemException {
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(target, content);
            files.commit();
        }
    }

    /// Writes bytes to `target`, under the same promise.
    ///
    /// @throws FileSystemException as [#write(Path, Content)] does
    public static void write(Path target, byte[] content) throws FileSystemException {
        try (AtomicFiles files = new AtomicFiles()) {
            files.stage(target, content);
            files.commit();
        }
    }

    /// Writes text to `target` as UTF-8, under the same promise.
    ///
    /// @throws FileSystemException as [#write(Path, Content)] does
    public static void write(Path target, String content) throws FileSystemException {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }
}
