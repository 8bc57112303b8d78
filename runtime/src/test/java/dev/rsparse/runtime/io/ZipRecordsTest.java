package dev.rsparse.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers of archives far larger than a test could write.
class ZipRecordsTest {

    private static final long GIGABYTE = 1L << 30;
    private static final int NAME_BYTES = "model.weights".length();

    private static ZipRecords.Entry entry(long size, long offset) {
        return new ZipRecords.Entry("model.weights", 0x89ABCDEFL, size, offset);
    }

    private static ByteBuffer read(byte[] record) {
        return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "100, 4047",
        "100, 4046",
        "100, 4048",
        "4294967294, 77",
        "4294967295, 77",
        "4294967296, 4095",
        "17179869184, 9999999999999",
        "5, 4294967296"
    })
    void anEntryStartsAtAPage(long size, long offset) {
        byte[] local = ZipRecords.local(entry(size, offset), 4096);
        assertThat((offset + local.length) % 4096).isZero();
        assertThat(local.length).isLessThan(ZipRecords.LOCAL_BYTES + NAME_BYTES + 20 + 6 + 4096);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4294967294L, 4294967295L, 17179869184L})
    void extraFieldsOfALocalHeaderFillItExactly(long size) {
        ByteBuffer local = read(ZipRecords.local(entry(size, 123), 4096));
        int at = ZipRecords.LOCAL_BYTES + local.getShort(26);
        assertThat(at + local.getShort(28)).isEqualTo(local.capacity());
        while (at < local.capacity()) {
            at += ZipRecords.FIELD_BYTES + local.getShort(at + 2);
        }
        assertThat(at).isEqualTo(local.capacity());
    }

    @Test
    void withoutAlignmentNothingIsFilledUp() {
        assertThat(ZipRecords.local(entry(3, 123), 1)).hasSize(ZipRecords.LOCAL_BYTES + NAME_BYTES);
    }

    @Test
    void theLargestPlainSizeNeedsNoZip64() {
        ByteBuffer central = read(ZipRecords.central(entry(0xFFFF_FFFEL, 0xFFFF_FFFEL)));
        assertThat(central.capacity()).isEqualTo(ZipRecords.CENTRAL_BYTES + NAME_BYTES);
        assertThat(central.getInt(20)).isEqualTo(0xFFFF_FFFE);
        assertThat(central.getInt(24)).isEqualTo(0xFFFF_FFFE);
        assertThat(central.getInt(42)).isEqualTo(0xFFFF_FFFE);
    }

    @Test
    void sizesFrom4GigabytesOnStandInZip64() {
        ByteBuffer central = read(ZipRecords.central(entry(16 * GIGABYTE, 7)));
        int extra = ZipRecords.CENTRAL_BYTES + NAME_BYTES;
        assertThat(central.getInt(20)).isEqualTo(-1);
        assertThat(central.getInt(24)).isEqualTo(-1);
        assertThat(central.getInt(42)).isEqualTo(7);
        assertThat(central.getShort(extra)).isEqualTo((short) 1);
        assertThat(central.getShort(extra + 2)).isEqualTo((short) 16);
        assertThat(central.getLong(extra + 4)).isEqualTo(16 * GIGABYTE);
        assertThat(central.getLong(extra + 12)).isEqualTo(16 * GIGABYTE);
        assertThat(central.capacity()).isEqualTo(extra + 20);
    }

    @Test
    void aSmallEntryBehind4GigabytesHasItsOffsetInZip64() {
        ByteBuffer central = read(ZipRecords.central(entry(5, 9 * GIGABYTE)));
        int extra = ZipRecords.CENTRAL_BYTES + NAME_BYTES;
        assertThat(central.getInt(24)).isEqualTo(5);
        assertThat(central.getInt(42)).isEqualTo(-1);
        assertThat(central.getShort(extra + 2)).isEqualTo((short) 8);
        assertThat(central.getLong(extra + 4)).isEqualTo(9 * GIGABYTE);
    }

    @Test
    void aPlainArchiveEndsInOneRecord() {
        ByteBuffer end = read(ZipRecords.end(3, 1000, 200));
        assertThat(end.capacity()).isEqualTo(ZipRecords.END_BYTES);
        assertThat(end.getShort(10)).isEqualTo((short) 3);
        assertThat(end.getInt(12)).isEqualTo(200);
        assertThat(end.getInt(16)).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"3, 17179869184, 200", "65535, 1000, 200", "3, 1000, 4294967295"})
    void aLargeArchiveEndsInThoseOfZip64(long count, long offset, long bytes) {
        ByteBuffer end = read(ZipRecords.end(count, offset, bytes));
        int locator = ZipRecords.END64_BYTES;
        assertThat(end.getInt(0)).isEqualTo(ZipRecords.END64);
        assertThat(end.getLong(4)).isEqualTo(ZipRecords.END64_BYTES - 12);
        assertThat(end.getLong(24)).isEqualTo(count);
        assertThat(end.getLong(40)).isEqualTo(bytes);
        assertThat(end.getLong(48)).isEqualTo(offset);
        assertThat(end.getInt(locator)).isEqualTo(ZipRecords.LOCATOR64);
        assertThat(end.getLong(locator + 8)).isEqualTo(offset + bytes);
        assertThat(end.getInt(locator + ZipRecords.LOCATOR64_BYTES)).isEqualTo(ZipRecords.END);
    }

    @Test
    void namesAreUtf8() {
        byte[] local = ZipRecords.local(new ZipRecords.Entry("é/Ü", 0, 0, 0), 1);
        byte[] name = "é/Ü".getBytes(StandardCharsets.UTF_8);
        assertThat(local).endsWith(name);
        assertThat(read(local).getShort(6) & 1 << 11).isNotZero();
    }
}
