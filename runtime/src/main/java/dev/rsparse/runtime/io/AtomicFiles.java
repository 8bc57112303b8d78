package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Writes files that belong together: none is in place before all are written.
///
/// The content of each goes to a hidden file in its target's folder and is flushed to the disk. [#commit] then
/// renames them over their targets. Whatever fails before, the old files stay as they were; closing deletes the
/// hidden ones. A target that is a symbolic link keeps being one: the file it points to is replaced. For one
/// thread.
public final class AtomicFiles implements AutoCloseable {

    /// A file that is written and not yet in place.
    ///
    /// @param target as the caller named it
    /// @param file the target behind all links
    private record Staged(Path target, Path file, Path temporary) {}

    /// The one staged last stands first.
    private final Deque<Staged> staged = new ArrayDeque<>();

    /// Writes `content` beside `target`.
    ///
    /// @throws FileSystemException naming the target and the reason, when the target is a directory or a device
    ///     (nothing has been written then) or when writing fails
    public void stage(Path target, AtomicFile.Content content) throws FileSystemException {
        Path file = resolve(target);
        Path temporary = temporaryBeside(file);
        staged.push(new Staged(target, file, temporary));
        // The name is unused, so a leftover of an interrupted run (Ctrl-C) goes when this process ends.
        temporary.toFile().deleteOnExit();
        try {
            writeAndFlush(temporary, content);
        } catch (IOException failure) {
            throw named(target, failure);
        }
    }

    /// Writes bytes beside `target`.
    ///
    /// @throws FileSystemException as [#stage(Path, AtomicFile.Content)] does
    public void stage(Path target, byte[] content) throws FileSystemException {
        stage(target, out -> {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        });
    }

    /// Puts all files in place, the one staged first as the last of them.
    ///
    /// @throws FileSystemException naming the target and the reason
    public void commit() throws FileSystemException {
        while (!staged.isEmpty()) {
            Staged next = staged.peek();
            try {
                Files.move(
                        next.temporary(),
                        next.file(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                throw named(next.target(), failure);
            }
            staged.pop();
            flushFolder(next.file());
        }
    }

    /// Deletes what was staged and is not in place.
    ///
    /// @throws FileSystemException naming the target beside which something is left
    @Override
    public void close() throws FileSystemException {
        while (!staged.isEmpty()) {
            Staged next = staged.pop();
            try {
                Files.deleteIfExists(next.temporary());
            } catch (IOException failure) {
                throw named(next.target(), failure);
            }
        }
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

    private static void writeAndFlush(Path temporary, AtomicFile.Content content) throws IOException {
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
