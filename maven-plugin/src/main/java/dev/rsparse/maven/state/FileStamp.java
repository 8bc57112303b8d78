package dev.rsparse.maven.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What a file was when it was last looked at.
///
/// @param size in bytes; [#ABSENT] for a file that was not there
/// @param modified nanoseconds since 1970
/// @param digest SHA-256 of its bytes in hexadecimal; empty for one that is not to be trusted, or was not there
public record FileStamp(Path path, long size, long modified, String digest) {

    private static final long ABSENT = -1;

    /// Up to here reading a file costs nothing, and its bytes alone decide.
    private static final long SMALL = 1 << 20;

    private static final int CHUNK = 1 << 16;

    /// The file as it is now.
    public static FileStamp of(Path path) throws IOException {
        Optional<BasicFileAttributes> found = attributes(path);
        if (found.isEmpty()) {
            return new FileStamp(path, ABSENT, 0, "");
        }
        return new FileStamp(path, found.get().size(), modified(found.get()), digest(path));
    }

    /// The file as it was at `time`, in nanoseconds since 1970. One that was written since is never found unchanged:
    /// nobody knows which of its contents was read.
    public static FileStamp at(Path path, long time) throws IOException {
        FileStamp now = of(path);
        return now.modified >= time ? new FileStamp(path, now.size, now.modified, "") : now;
    }

    /// What the file is now, when it still has the same bytes. A large one is read only if its size stayed and its time
    /// did not.
    public Optional<FileStamp> unchanged() throws IOException {
        Optional<BasicFileAttributes> now = attributes(path);
        if (now.isEmpty() || size == ABSENT) {
            return now.isEmpty() && size == ABSENT ? Optional.of(this) : Optional.empty();
        }
        if (digest.isEmpty() || now.get().size() != size) {
            return Optional.empty();
        }
        if (modified(now.get()) == modified && size > SMALL) {
            return Optional.of(this);
        }
        return digest(path).equals(digest)
                ? Optional.of(new FileStamp(path, size, modified(now.get()), digest))
                : Optional.empty();
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return found.isRegularFile() ? Optional.of(found) : Optional.empty();
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static long modified(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    private static String digest(Path path) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream bytes = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
