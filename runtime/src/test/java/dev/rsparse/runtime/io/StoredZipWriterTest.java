package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredZipWriterTest {
    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private static byte[] weights() {
        byte[] bytes = new byte[100_001];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private Path write(String name) throws IOException {
        Path path = folder.resolve(name);
        byte[] weights = weights();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                StoredZipWriter zip = new StoredZipWriter(file)) {
            zip.add("a/text", TEXT);
            zip.add("weights", weights.length, 4096, out -> {
                out.write(ByteBuffer.wrap(weights, 0, 70_000));
                out.write(ByteBuffer.wrap(weights, 70_000, weights.length - 70_000));
            });
            zip.add("last", new byte[0]);
            zip.finish();
        }
        return path;
    }

    @Test
    void othersReadTheEntries() throws IOException {
        try (ZipFile zip = new ZipFile(write("a.zip").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a/text", "weights", "last");
            assertThat(zip.getInputStream(zip.getEntry("a/text")).readAllBytes())
                    .isEqualTo(TEXT);
            assertThat(zip.getInputStream(zip.getEntry("weights")).readAllBytes())
                    .isEqualTo(weights());
        }
    }

    /// Reading a stream goes by local headers and compares checksums.
    @Test
    void localHeadersHaveTheChecksums() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(write("a.zip")))) {
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                zip.readAllBytes();
                entries++;
            }
            assertThat(entries).isEqualTo(3);
        }
    }

    @Test
    void anAlignedEntryIsFoundAtAPage() throws IOException {
        Path path = write("a.zip");
        StoredEntry found = StoredEntry.find(path, "weights");
        assertThat(found.offset() % 4096).isZero();
        assertThat(found.size()).isEqualTo(weights().length);
        byte[] all = Files.readAllBytes(path);
        assertThat(ByteBuffer.wrap(all, (int) found.offset(), (int) found.size()))
                .isEqualTo(ByteBuffer.wrap(weights()));
    }

    @Test
    void theSameEntriesGiveTheSameBytes() throws IOException {
        assertThat(write("a.zip")).hasSameBinaryContentAs(write("b.zip"));
    }

    @Test
    void refusesASourceOfAnotherSize() throws IOException {
        try (FileChannel file =
                        FileChannel.open(folder.resolve("z"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                StoredZipWriter zip = new StoredZipWriter(file)) {
            assertThatThrownBy(() -> zip.add("w", 5, 1, out -> out.write(ByteBuffer.wrap(new byte[4]))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("entry w has 5 bytes, its source gave 4");
        }
    }
}
