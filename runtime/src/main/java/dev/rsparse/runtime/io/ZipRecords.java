package dev.rsparse.runtime.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The records of a zip archive whose entries are stored as they are. Sizes and offsets that do not fit 32 bits
/// stand in the fields of Zip64; times are always the first that the format knows.
///
/// Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 to 4.5. The extra field that fills up to a boundary is that of
/// Android's `zipalign`.
final class ZipRecords {

    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;
    static final int END = 0x06054b50;
    static final int END64 = 0x06064b50;
    static final int LOCATOR64 = 0x07064b50;

    static final int LOCAL_BYTES = 30;
    static final int CENTRAL_BYTES = 46;
    static final int END_BYTES = 22;
    static final int END64_BYTES = 56;
    static final int LOCATOR64_BYTES = 20;

    /// Where in a local header the checksum stands.
    static final int LOCAL_CHECKSUM = 14;

    /// What stands in a field of 32 bits in place of a number that Zip64 holds; numbers from here on need it.
    static final long IN_ZIP64 = 0xFFFF_FFFFL;

    /// The same in a field of 16 bits.
    static final int COUNT_IN_ZIP64 = 0xFFFF;

    static final short ZIP64_FIELD = 1;
    private static final short ALIGNMENT_FIELD = (short) 0xD935;

    /// Identifier and size of an extra field.
    static final int FIELD_BYTES = 4;

    private static final short PLAIN_VERSION = 20;
    private static final short ZIP64_VERSION = 45;
    private static final short UTF8_NAMES = 1 << 11;
    private static final short FIRST_DAY = 1 << 5 | 1;

    /// An entry.
    ///
    /// @param checksum CRC-32 of its bytes
    /// @param size of its bytes
    /// @param offset of its local header in the archive
    record Entry(String name, long checksum, long size, long offset) {}

    private ZipRecords() {}

    /// The local header of an entry, filled up so that its bytes start at a multiple of `alignment`, 1 for
    /// anywhere.
    static byte[] local(Entry entry, int alignment) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        boolean large = entry.size() >= IN_ZIP64;
        // Here Zip64 has both sizes or none.
        int sizes = large ? FIELD_BYTES + 2 * Long.BYTES : 0;
        int plain = LOCAL_BYTES + name.length + sizes;
        int filling = alignment == 1 ? 0 : filling(entry.offset() + plain, alignment);
        ByteBuffer record = ByteBuffer.allocate(plain + filling).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(LOCAL).putShort(large ? ZIP64_VERSION : PLAIN_VERSION);
        putCommon(record, entry, name, large);
        record.putShort((short) (sizes + filling)).put(name);
        if (large) {
            record.putShort(ZIP64_FIELD).putShort((short) (2 * Long.BYTES));
            record.putLong(entry.size()).putLong(entry.size());
        }
        if (filling > 0) {
            record.putShort(ALIGNMENT_FIELD).putShort((short) (filling - FIELD_BYTES));
            record.putShort((short) alignment);
        }
        return record.array();
    }

    /// Bytes of an extra field that ends at a multiple of `alignment`; it holds the alignment at least.
    private static int filling(long from, int alignment) {
        int least = FIELD_BYTES + Short.BYTES;
        return least + (int) Math.floorMod(-(from + least), (long) alignment);
    }

    /// From the flags to the length of the name, which both headers have.
    private static void putCommon(ByteBuffer record, Entry entry, byte[] name, boolean sizesInZip64) {
        int size = (int) (sizesInZip64 ? IN_ZIP64 : entry.size());
        record.putShort(UTF8_NAMES).putShort((short) 0);
        record.putShort((short) 0).putShort(FIRST_DAY);
        record.putInt((int) entry.checksum()).putInt(size).putInt(size);
        record.putShort((short) name.length);
    }

    /// The header of an entry in the archive's directory.
    static byte[] central(Entry entry) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        boolean large = entry.size() >= IN_ZIP64;
        boolean far = entry.offset() >= IN_ZIP64;
        int numbers = (large ? 2 * Long.BYTES : 0) + (far ? Long.BYTES : 0);
        int extra = numbers == 0 ? 0 : FIELD_BYTES + numbers;
        short version = large || far ? ZIP64_VERSION : PLAIN_VERSION;
        ByteBuffer record =
                ByteBuffer.allocate(CENTRAL_BYTES + name.length + extra).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(CENTRAL).putShort(version).putShort(version);
        putCommon(record, entry, name, large);
        record.putShort((short) extra);
        // No comment, the first disk, and no attributes.
        record.position(CENTRAL_BYTES - Integer.BYTES);
        record.putInt((int) (far ? IN_ZIP64 : entry.offset())).put(name);
        if (extra > 0) {
            record.putShort(ZIP64_FIELD).putShort((short) numbers);
        }
        if (large) {
            record.putLong(entry.size()).putLong(entry.size());
        }
        if (far) {
            record.putLong(entry.offset());
        }
        return record.array();
    }

    /// What ends an archive whose directory of `count` entries stands in `bytes` bytes at `offset`.
    static byte[] end(long count, long offset, long bytes) {
        boolean large = count >= COUNT_IN_ZIP64 || offset >= IN_ZIP64 || bytes >= IN_ZIP64;
        ByteBuffer record = ByteBuffer.allocate((large ? END64_BYTES + LOCATOR64_BYTES : 0) + END_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (large) {
            record.putInt(END64).putLong(END64_BYTES - Integer.BYTES - Long.BYTES);
            record.putShort(ZIP64_VERSION).putShort(ZIP64_VERSION).putInt(0).putInt(0);
            record.putLong(count).putLong(count).putLong(bytes).putLong(offset);
            record.putInt(LOCATOR64).putInt(0).putLong(offset + bytes).putInt(1);
        }
        short entries = (short) Math.min(count, COUNT_IN_ZIP64);
        record.putInt(END).putInt(0).putShort(entries).putShort(entries);
        record.putInt((int) Math.min(bytes, IN_ZIP64)).putInt((int) Math.min(offset, IN_ZIP64));
        return record.array();
    }
}
