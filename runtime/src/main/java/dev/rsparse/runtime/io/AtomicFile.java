package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Writes files that appear whole or not at all.
///
/// The content goes to a hidden file in the target's folder, is flushed to the disk and then renamed over the target.
/// Whatever fails before the rename, the old file stays as it was and the hidden one is deleted. A target that is a
/// symbolic link keeps being one: the file it points to is replaced.
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
        Path file = resolve(target);
        Path temporary = temporaryBeside(file);
        try {
            // The name is unused, so a leftover of an interrupted run (Ctrl-C) goes when this process ends.
            temporary.toFile().deleteOnExit();
            writeAndFlush(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            delete(temporary, failure);
            throw named(target, failure);
        } catch (RuntimeException | Error failure) {
            delete(temporary, failure);
            throw failure;
        }
        flushFolder(file);
    }

    /// Writes bytes to `target`, under the same promise.
    ///
    /// @throws FileSystemException as [#write(Path, Content)] does
    public static void write(Path target, byte[] content) throws FileSystemException {
        write(target, out -> {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        });
    }

    /// Writes text to `target` as UTF-8, under the same promise.
    ///
    /// @throws FileSystemException as [#write(Path, Content)] does
    public static void write(Path target, String content) throws FileSystemException {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    private static Path resolve(Path target) throws FileSystemException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "is a directory; name a file inside it");
        }
        if (!Files.exists(target)) {
            return target.toAbsolutePath();
        }
        // Renaming over a device such as /dev/null would replace the device itself.
        if (!Files.isRegularFile(target)) {
            throw new FileSystemException(target.toString(), null, "is not a regular file; name one");
        }
        try {
            return target.toRealPath();
        } catch (IOException failure) {
            throw named(target, failure);
        }
    }

    private static Path temporaryBeside(Path file) {
        String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return file.resolveSibling("." + file.getFileName() + "." + unique + ".tmp");
    }

    private static void writeAndFlush(Path temporary, Content content) throws IOException {
        // Opened by hand, not by Files.createTempFile: that would make the final file readable by its owner alone.
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(out);
            out.force(true);
        }
    }

    private static void flushFolder(Path file) {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException notSupported) {
            // Some systems cannot open a folder. The file is whole all the same, but a power cut may bring the old
            // one back.
            return;
        }
    }

    private static void delete(Path temporary, Throwable failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    private static FileSystemException named(Path target, IOException failure) {
        String cause = reason(failure);
        FileSystemException named =
                new FileSystemException(target.toString(), null, "could not be written (" + cause + ")");
        named.initCause(failure);
        return named;
    }

    /// The operating system's words. They must not name the hidden file, which the user has never heard of.
    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException known when known.getReason() != null -> known.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
