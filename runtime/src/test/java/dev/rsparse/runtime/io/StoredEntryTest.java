package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEntryTest {
    private static final String HELP = "; compile the model again, or copy the jar again";

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void writeJar() throws IOException {
        jar = folder.resolve("model.jar");
        try (FileChannel file = FileChannel.open(jar, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                StoredZipWriter zip = new StoredZipWriter(file)) {
            zip.add("first", new byte[] {1, 2, 3});
            zip.add("second", 3, 4096, out -> out.write(ByteBuffer.wrap(new byte[] {4, 5, 6})));
            zip.finish();
        }
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(() -> StoredEntry.find(jar, "second"))
                .isInstanceOf(WeightFileException.class)
                .hasMessage(jar + ": " + problem + HELP);
    }

    /// Writes an archive with a hole in place of what its entry holds.
    private void writeHollow(long size) throws IOException {
        ZipRecords.Entry small = new ZipRecords.Entry("first", 0, 0, 0);
        try (FileChannel file = FileChannel.open(jar, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            file.write(ByteBuffer.wrap(ZipRecords.local(small, 1)));
            ZipRecords.Entry large = new ZipRecords.Entry("second", 0, size, file.position());
            file.write(ByteBuffer.wrap(ZipRecords.local(large, 4096)));
            file.position(file.position() + size);
            ZipRecords.Entry behind = new ZipRecords.Entry("third", 0, 0, file.position());
            file.write(ByteBuffer.wrap(ZipRecords.local(behind, 4096)));
            long start = file.position();
            file.write(ByteBuffer.wrap(ZipRecords.central(small)));
            file.write(ByteBuffer.wrap(ZipRecords.central(large)));
            file.write(ByteBuffer.wrap(ZipRecords.central(behind)));
            file.write(ByteBuffer.wrap(ZipRecords.end(3, start, file.position() - start)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 0xFFFF_FFFFL, 5_000_000_000L})
    void findsEntriesOfMoreThan4Gigabytes(long size) throws IOException {
        writeHollow(size);
        StoredEntry second = StoredEntry.find(jar, "second");
        assertThat(second.size()).isEqualTo(size);
        assertThat(second.offset()).isEqualTo(4096);
        StoredEntry third = StoredEntry.find(jar, "third");
        assertThat(third.size()).isZero();
        assertThat(third.offset() % 4096).isZero();
        assertThat(third.offset()).isGreaterThan(size);
    }

    @Test
    void othersReadEntriesOfMoreThan4Gigabytes() throws IOException {
        writeHollow(5_000_000_000L);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            assertThat(zip.getEntry("second").getSize()).isEqualTo(5_000_000_000L);
            assertThat(zip.getInputStream(zip.getEntry("second")).read()).isZero();
            assertThat(zip.getInputStream(zip.getEntry("third")).read()).isEqualTo(-1);
        }
    }

    @Test
    void readsArchivesWithAComment() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        byte[] commented = Arrays.copyOf(bytes, bytes.length + 300);
        commented[bytes.length - 2] = (byte) 300;
        commented[bytes.length - 1] = 300 >> 8;
        Files.write(jar, commented);
        assertThat(StoredEntry.find(jar, "second").offset()).isEqualTo(4096);
    }

    @Test
    void refusesAnEntryThatIsNotThere() {
        assertThatThrownBy(() -> StoredEntry.find(jar, "third"))
                .hasMessage(jar + ": holds no entry called third" + HELP);
    }

    @Test
    void refusesAFileThatIsNotThere() throws IOException {
        Files.delete(jar);
        assertThatThrownBy(() -> StoredEntry.find(jar, "second"))
                .hasMessage(jar + ": no such file; check the path and its permissions");
    }

    @Test
    void refusesACompressedEntry() throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("second"));
            zip.write(new byte[100]);
        }
        assertRefused("compresses second, which is mapped and must be stored");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 21, 4096, 4200})
    void refusesAJarThatIsCutOff(int size) throws IOException {
        Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), size));
        assertRefused("is no zip archive, or cut off at its end");
    }

    @Test
    void refusesADirectoryOutsideTheFile() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        bytes[bytes.length - 3] = 1;
        Files.write(jar, bytes);
        assertRefused("its directory is damaged");
    }

    @Test
    void refusesAnEntryThatEndsBehindTheDirectory() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
        int second = directory + ZipRecords.CENTRAL_BYTES + "first".length();
        bytes[second + 26] = 1;
        Files.write(jar, bytes);
        assertRefused("the size of second is damaged");
    }

    @Test
    void refusesAHeaderThatIsNone() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        bytes[ZipRecords.LOCAL_BYTES + "first".length() + 3]++;
        Files.write(jar, bytes);
        assertRefused("the header of second is damaged");
    }
}
