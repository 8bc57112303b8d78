package dev.rsparse.compiler.tokens;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Token ids in a row. Those of a file stay in it: however long it is, only what is read comes into memory.
///
/// @param data the ids, one after the other
/// @param bytes per id: 2 little-endian, or 4 as Java has them
record TokenIds(MemorySegment data, int bytes) {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static TokenIds of(int[] ids) {
        return new TokenIds(MemorySegment.ofArray(ids), Integer.BYTES);
    }

    /// The ids of a file, little-endian 16 bits each; an odd byte at its end is no id.
    static TokenIds of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            // A pipe cannot be mapped.
            return new TokenIds(MemorySegment.ofArray(Files.readAllBytes(file)), Short.BYTES);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return new TokenIds(
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()), Short.BYTES);
        }
    }

    long count() {
        return data.byteSize() / bytes;
    }

    int at(long index) {
        return bytes == Short.BYTES
                ? Short.toUnsignedInt(data.get(SHORT, Short.BYTES * index))
                : data.getAtIndex(ValueLayout.JAVA_INT, index);
    }
}
