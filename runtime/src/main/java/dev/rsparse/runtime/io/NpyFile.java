package dev.rsparse.runtime.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// NumPy's array files, format version 1.0.
public final class NpyFile {

    /// Magic, version and header together are a multiple of this many bytes.
    private static final int ALIGNMENT = 64;

    private static final int PREAMBLE = 10;

    private NpyFile() {}

    /// Writes a row-major float32 array `[rows,cols]`, whole or not at all (see [AtomicFile]).
    ///
    /// @throws FileSystemException naming the path and the reason
    public static void write(Path path, float[] data, int rows, int cols) throws FileSystemException {
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + cols + "), }";
        int length = Math.ceilDiv(PREAMBLE + dictionary.length() + 1, ALIGNMENT) * ALIGNMENT - PREAMBLE;
        String header = dictionary + " ".repeat(length - dictionary.length() - 1) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(PREAMBLE + length, Math.multiplyExact(data.length, Float.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) length).put(header.getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(data);
        AtomicFile.write(path, bytes.array());
    }
}
