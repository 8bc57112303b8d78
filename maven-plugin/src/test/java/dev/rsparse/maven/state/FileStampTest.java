package dev.rsparse.maven.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {

    private static final int LARGE = 3 << 20;

    @TempDir
    Path folder;

    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));
    }

    @Test
    void aFileThatIsTheSameIsUnchanged() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "text");
        FileStamp stamp = FileStamp.of(file);
        assertThat(stamp.unchanged()).contains(stamp);
    }

    @Test
    void aNewerTimeIsNoChangeAndIsRemembered() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[LARGE]);
        FileStamp stamp = FileStamp.of(file);
        touch(file);
        assertThat(stamp.unchanged()).contains(FileStamp.of(file));
        assertThat(FileStamp.of(file)).isNotEqualTo(stamp);
    }

    @Test
    void ofASmallFileTheBytesDecideWhateverItsTime() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "one");
        FileStamp stamp = FileStamp.of(file);
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        assertThat(stamp.unchanged()).isEmpty();
    }

    @Test
    void aLargeFileIsReadWhenItsTimeIsAnother() throws IOException {
        byte[] bytes = new byte[LARGE];
        Path file = Files.write(folder.resolve("a"), bytes);
        FileStamp stamp = FileStamp.of(file);
        Arrays.fill(bytes, (byte) 1);
        Files.write(file, bytes);
        touch(file);
        assertThat(stamp.unchanged()).isEmpty();
    }

    @Test
    void aFileThatComesOrGoesIsAChange() throws IOException {
        Path file = folder.resolve("a");
        FileStamp absent = FileStamp.of(file);
        assertThat(absent.unchanged()).contains(absent);
        Files.writeString(file, "");
        FileStamp present = FileStamp.of(file);
        assertThat(absent.unchanged()).isEmpty();
        Files.delete(file);
        assertThat(present.unchanged()).isEmpty();
    }

    @Test
    void aFileWrittenWhileItWasReadIsNeverUnchanged() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "text");
        long before = FileStamp.of(file).modified();
        assertThat(FileStamp.at(file, before + 1).unchanged()).isPresent();
        assertThat(FileStamp.at(file, before).unchanged()).isEmpty();
    }
}
