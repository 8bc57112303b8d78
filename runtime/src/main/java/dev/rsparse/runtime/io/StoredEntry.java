package dev.rsparse.runtime.io;

import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the bytes of an entry stand in a zip archive, such as a jar, that stores it as it is: a program maps them
/// from there. Only the archive's directory and the entry's header are read, and not the entry.
///
/// @param archive the archive's path
/// @param offset of the first byte in the archive
/// @param size number of bytes
public record StoredEntry(Path archive, long offset, long size) {

    /// Finds an entry.
    ///
    /// @throws WeightFileException when the archive cannot be read, is damaged, has no such entry or compresses it
    public static StoredEntry find(Path archive, String name) {
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ)) {
            return new ZipDirectory(archive, channel).find(name);
        } catch (NoSuchFileException missing) {
            throw unreadable(archive, "no such file", missing);
        } catch (IOException failure) {
            throw unreadable(archive, "could not be read (" + failure + ")", failure);
        }
    }

    private static WeightFileException unreadable(Path archive, String problem, IOException cause) {
        return new WeightFileException(Kind.UNREADABLE, archive, problem, "check the path and its permissions", cause);
    }
}
