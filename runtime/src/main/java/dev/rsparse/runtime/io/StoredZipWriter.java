package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Writes a zip archive of entries that are stored as they are, so that one that starts at a page can be mapped
/// from the archive. Entries are streamed, whatever their size; the same calls give the same bytes. For one thread.
public final class StoredZipWriter implements AutoCloseable {

    private final FileChannel file;
    private final BlockChannel blocks;
    private final List<ZipRecords.Entry> entries = new ArrayList<>();

    /// @param file stands at its start; stays open
    public StoredZipWriter(FileChannel file) {
        this.file = file;
        this.blocks = new BlockChannel(file, true);
    }

    /// Adds bytes under a name with `/` between its parts.
    public void add(String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipRecords.Entry entry = new ZipRecords.Entry(name, checksum.getValue(), content.length, blocks.taken());
        blocks.write(ByteBuffer.wrap(ZipRecords.local(entry, 1)));
        blocks.write(ByteBuffer.wrap(content));
        entries.add(entry);
    }

    /// Adds what a source gives, at a multiple of `alignment` bytes from the start of the archive.
    ///
    /// @param alignment a power of two up to 2^15
    /// @throws IllegalStateException when the source does not give `size` bytes
    public void add(String name, long size, int alignment, SafetensorsWriter.Source source) throws IOException {
        long offset = blocks.taken();
        // Its checksum is known when it is written: that in the local header is put there in the end.
        blocks.write(ByteBuffer.wrap(ZipRecords.local(new ZipRecords.Entry(name, 0, size, offset), alignment)));
        long start = blocks.taken();
        Checked checked = new Checked(blocks);
        source.writeTo(checked);
        if (blocks.taken() - start != size) {
            throw new IllegalStateException(
                    "entry " + name + " has " + size + " bytes, its source gave " + (blocks.taken() - start));
        }
        entries.add(new ZipRecords.Entry(name, checked.checksum.getValue(), size, offset));
    }

    /// Writes the directory, behind which nothing may be added.
    public void finish() throws IOException {
        long start = blocks.taken();
        for (ZipRecords.Entry entry : entries) {
            blocks.write(ByteBuffer.wrap(ZipRecords.central(entry)));
        }
        blocks.write(ByteBuffer.wrap(ZipRecords.end(entries.size(), start, blocks.taken() - start)));
        blocks.flush();
        for (ZipRecords.Entry entry : entries) {
            ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            checksum.putInt(0, (int) entry.checksum());
            file.write(checksum, entry.offset() + ZipRecords.LOCAL_CHECKSUM);
        }
    }

    @Override
    public void close() {
        blocks.close();
    }

    /// Passes bytes on and sums them up.
    private static final class Checked implements WritableByteChannel {
        private final WritableByteChannel target;
        private final CRC32 checksum = new CRC32();

        Checked(WritableByteChannel target) {
            this.target = target;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            checksum.update(bytes.duplicate());
            return target.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() {}
    }
}
