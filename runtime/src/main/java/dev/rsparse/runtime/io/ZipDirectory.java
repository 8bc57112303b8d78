package dev.rsparse.runtime.io;

import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The directory of a zip archive, every claim of which is checked against the file's size before it is followed.
final class ZipDirectory {

    private static final int LONGEST_COMMENT = 0xFFFF;

    /// Bytes of a directory that is read at all; that of a jar with 100,000 classes has a tenth.
    private static final long LARGEST = 1 << 28;

    private final Path path;
    private final FileChannel file;
    private final long size;

    /// Offset and bytes of the directory.
    private record Place(long offset, long bytes) {}

    ZipDirectory(Path path, FileChannel file) throws IOException {
        this.path = path;
        this.file = file;
        this.size = file.size();
    }

    /// @throws WeightFileException when the archive is damaged, has no such entry or compresses it
    StoredEntry find(String name) throws IOException {
        Place place = place();
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer directory = read(place.offset(), (int) place.bytes(), "its directory");
        while (directory.remaining() >= ZipRecords.CENTRAL_BYTES) {
            ByteBuffer header = directory.slice().order(ByteOrder.LITTLE_ENDIAN);
            int nameBytes = Short.toUnsignedInt(header.getShort(28));
            int extraBytes = Short.toUnsignedInt(header.getShort(30));
            int bytes = ZipRecords.CENTRAL_BYTES + nameBytes + extraBytes + Short.toUnsignedInt(header.getShort(32));
            require(header.getInt(0) == ZipRecords.CENTRAL && bytes <= header.limit(), "its directory");
            byte[] found = new byte[nameBytes];
            header.get(ZipRecords.CENTRAL_BYTES, found);
            if (Arrays.equals(found, wanted)) {
                return stored(name, header, place.offset());
            }
            directory.position(directory.position() + bytes);
        }
        throw problem("holds no entry called " + name);
    }

    /// Where the record at the end of the archive says that the directory stands.
    private Place place() throws IOException {
        int tail = (int) Math.min(size, ZipRecords.END_BYTES + LONGEST_COMMENT);
        ByteBuffer bytes = read(size - tail, tail, "its end");
        for (int at = tail - ZipRecords.END_BYTES; at >= 0; at--) {
            // A comment fills the rest of the archive; the same four bytes inside one do not count.
            if (bytes.getInt(at) == ZipRecords.END
                    && at + ZipRecords.END_BYTES + Short.toUnsignedInt(bytes.getShort(at + 20)) == tail) {
                long end = size - tail + at;
                Place place = new Place(unsigned(bytes, at + 16), unsigned(bytes, at + 12));
                return checked(place.offset() == ZipRecords.IN_ZIP64 ? place64(end) : place, end);
            }
        }
        throw problem("is no zip archive, or cut off at its end");
    }

    private Place place64(long end) throws IOException {
        String what = "its end of more than 4 GB";
        ByteBuffer locator = read(end - ZipRecords.LOCATOR64_BYTES, ZipRecords.LOCATOR64_BYTES, what);
        require(locator.getInt(0) == ZipRecords.LOCATOR64, what);
        ByteBuffer end64 = read(locator.getLong(8), ZipRecords.END64_BYTES, what);
        require(end64.getInt(0) == ZipRecords.END64, what);
        return new Place(end64.getLong(48), end64.getLong(40));
    }

    private Place checked(Place place, long end) {
        require(
                place.bytes() >= 0
                        && place.bytes() <= LARGEST
                        && place.offset() >= 0
                        && place.offset() <= end - place.bytes(),
                "its directory");
        return place;
    }

    /// @param header of the entry in the directory
    /// @param end of what entries may take
    private StoredEntry stored(String name, ByteBuffer header, long end) throws IOException {
        if (header.getShort(10) != 0) {
            throw problem("compresses " + name + ", which is mapped and must be stored");
        }
        long bytes = unsigned(header, 24);
        long local = unsigned(header, 42);
        ByteBuffer wide = zip64(header);
        // The field holds the numbers that did not fit, in this order.
        if (bytes == ZipRecords.IN_ZIP64) {
            bytes = next(wide);
            next(wide);
        }
        if (local == ZipRecords.IN_ZIP64) {
            local = next(wide);
        }
        ByteBuffer start = read(local, ZipRecords.LOCAL_BYTES, "the header of " + name);
        require(start.getInt(0) == ZipRecords.LOCAL, "the header of " + name);
        long offset = local
                + ZipRecords.LOCAL_BYTES
                + Short.toUnsignedInt(start.getShort(26))
                + Short.toUnsignedInt(start.getShort(28));
        require(bytes >= 0 && offset <= end - bytes, "the size of " + name);
        return new StoredEntry(path, offset, bytes);
    }

    /// The numbers in the Zip64 field of an entry of the directory; none when it has no such field.
    private ByteBuffer zip64(ByteBuffer header) {
        int at = ZipRecords.CENTRAL_BYTES + Short.toUnsignedInt(header.getShort(28));
        int end = at + Short.toUnsignedInt(header.getShort(30));
        while (at + ZipRecords.FIELD_BYTES <= end) {
            int bytes = Short.toUnsignedInt(header.getShort(at + 2));
            int next = at + ZipRecords.FIELD_BYTES + bytes;
            if (header.getShort(at) == ZipRecords.ZIP64_FIELD && next <= end) {
                return header.slice(at + ZipRecords.FIELD_BYTES, bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            at = next;
        }
        return ByteBuffer.allocate(0);
    }

    private long next(ByteBuffer numbers) {
        require(numbers.remaining() >= Long.BYTES, "its directory");
        return numbers.getLong();
    }

    private static long unsigned(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    private ByteBuffer read(long offset, int count, String what) throws IOException {
        require(offset >= 0 && offset <= size - count, what);
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
            // Reads may give less than was asked for.
        }
        require(!bytes.hasRemaining(), what);
        return bytes.flip();
    }

    private void require(boolean sound, String what) {
        if (!sound) {
            throw problem(what + " is damaged");
        }
    }

    private WeightFileException problem(String problem) {
        return new WeightFileException(
                Kind.CORRUPT_HEADER, path, problem, "compile the model again, or copy the jar again");
    }
}
