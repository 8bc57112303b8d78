package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's array files, format version 1.0.
public final class NpyFile {

    /// Magic, version and header together are a multiple of this many bytes.
    private static final int ALIGNMENT = 64;

    private static final int PREAMBLE = 10;

    /// Extents of no more digits than a file can hold numbers.
    private static final Pattern SHAPE = Pattern.compile("'shape': \\((\\d{1,9}(?:, \\d{1,9})*),?\\)");

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

    /// Rows of numbers, one behind the other.
    ///
    /// @param width numbers of a row
    public record Rows(float[] data, int width) {

        public int count() {
            return data.length / width;
        }
    }

    /// A file that is no array of the kind that is read.
    public static final class FormatException extends IOException {
        private static final long serialVersionUID = 1L;

        FormatException(String problem) {
            super(problem);
        }
    }

    /// Reads a row-major float32 array: a row for each index of the first axis; one of a single axis is one row.
    ///
    /// @throws FormatException when the file holds something else
    public static Rows read(Path path) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() < PREAMBLE || bytes.get(0) != (byte) 0x93 || bytes.get(1) != 'N' || bytes.get(6) != 1) {
            throw new FormatException("is no NumPy array of format 1");
        }
        int start = PREAMBLE + Short.toUnsignedInt(bytes.getShort(PREAMBLE - 2));
        if (start > bytes.capacity()) {
            throw new FormatException("ends inside its header");
        }
        String header = new String(bytes.array(), PREAMBLE, start - PREAMBLE, StandardCharsets.US_ASCII);
        Matcher shape = SHAPE.matcher(header);
        if (!header.contains("'<f4'") || header.contains("True") || !shape.find()) {
            throw new FormatException("is no row-major float32 array: " + header.strip());
        }
        long[] extents = Arrays.stream(shape.group(1).split(", "))
                .mapToLong(Long::parseLong)
                .toArray();
        long rows = extents.length == 1 ? 1 : extents[0];
        double width = Arrays.stream(extents).asDoubleStream().reduce(1, (all, one) -> all * one) / Math.max(1, rows);
        if (width < 1 || rows * width * Float.BYTES != bytes.capacity() - start) {
            throw new FormatException("holds " + (bytes.capacity() - start) + " bytes of numbers, and its header says "
                    + rows + " rows of " + (long) width);
        }
        float[] data = new float[(bytes.capacity() - start) / Float.BYTES];
        bytes.position(start)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(data);
        return new Rows(data, (int) width);
    }
}
