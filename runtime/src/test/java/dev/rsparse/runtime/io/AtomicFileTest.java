package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesANewFile() throws IOException {
        AtomicFile.write(folder.resolve("new.txt"), "héllo");

        assertThat(folder.resolve("new.txt")).content().isEqualTo("héllo");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void replacesAnOldFile() throws IOException {
        Path target = Files.writeString(folder.resolve("file"), "old and longer");

        AtomicFile.write(target, "new");

        assertThat(target).content().isEqualTo("new");
    }

    @Test
    void leavesTheOldFileWholeWhileWritingAndAfterAFailure() throws IOException {
        Path target = Files.writeString(folder.resolve("file"), "old");

        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                    assertThat(target).content().isEqualTo("old");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(target.toString())
                .hasMessageContaining("could not be written")
                .hasMessageContaining("No space left on device");

        assertThat(target).content().isEqualTo("old");
        assertThat(folder)
                .isDirectoryContaining(target::equals)
                .isDirectoryNotContaining(other -> !other.equals(target));
    }

    @Test
    void deletesItsTemporaryFileWhenTheContentThrows() throws IOException {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("file"), out -> {
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesADirectoryBeforeWriting() {
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> {
                    throw new AssertionError("nothing may be written");
                }))
                .hasMessage(folder + ": is a directory; name a file inside it");
    }

    @Test
    void refusesADeviceBeforeWriting() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "no device to try on this system");

        assertThatThrownBy(() -> AtomicFile.write(device, "x")).hasMessageContaining("is not a regular file");
    }

    @Test
    void namesTheTargetWhenItsFolderIsMissing() {
        Path target = folder.resolve("missing/file");

        assertThatThrownBy(() -> AtomicFile.write(target, "x"))
                .hasMessage(target + ": could not be written (its folder does not exist)");
    }

    @Test
    void followsASymbolicLink() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        AtomicFile.write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(real).content().isEqualTo("new");
    }

    @Test
    void givesTheFileOrdinaryPermissions() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions");
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "");
        AtomicFile.write(folder.resolve("atomic"), "");

        assertThat(Files.getPosixFilePermissions(folder.resolve("atomic")))
                .isEqualTo(Files.getPosixFilePermissions(ordinary));
    }

    @Test
    void reportsWhatADeviceWithoutSpaceSays() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full on this system");
        Path target = Files.writeString(folder.resolve("file"), "old");

        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    try (FileChannel device = FileChannel.open(full, StandardOpenOption.WRITE)) {
                        device.write(ByteBuffer.wrap(new byte[] {1}));
                    }
                }))
                .hasMessageContaining(target.toString())
                .hasMessageContaining("No space left on device");
        assertThat(target).content().isEqualTo("old");
    }

    @Test
    void leavesTheOldFileWholeOnAFullDisk() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()), "cannot mount a tmpfs");
        try {
            Path target = Files.writeString(mount.resolve("file"), "old");
            assertThatThrownBy(() -> AtomicFile.write(target, new byte[1 << 20]))
                    .hasMessageContaining(target.toString())
                    .hasMessageContaining("No space left on device");
            assertThat(target).content().isEqualTo("old");
            assertThat(mount)
                    .isDirectoryContaining(target::equals)
                    .isDirectoryNotContaining(other -> !other.equals(target));
        } finally {
            run("umount", mount.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
