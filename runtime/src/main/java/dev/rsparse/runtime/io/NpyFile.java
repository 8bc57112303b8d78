package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/// NumPy's array files of float32: written in format version 1.0.
public final class NpyFile {

    private NpyFile() {}

    /// Writes a row-major float32 array `[rows,cols]`, whole or not at all (see [AtomicFile]).
    ///
    /// @throws FileSystemException naming the path and the reason
    public static void write(Path path, float[] data, int rows, int cols) throws FileSystemException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(data.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(data);
        NpyArray array = new NpyArray("<f4", false, List.of((long) rows, (long) cols), bytes);
        AtomicFile.write(path, array::writeTo);
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
        NpyArray array = NpyArray.read(path);
        List<Long> shape = array.shape();
        if (!array.descr().equals("<f4") || array.fortranOrder() || shape.isEmpty()) {
            throw new FormatException("is no row-major float32 array: " + array);
        }
        long rows = shape.size() == 1 ? 1 : shape.getFirst();
        double width =
                shape.stream().mapToDouble(Long::doubleValue).reduce(1, (all, one) -> all * one) / Math.max(1, rows);
        int size = array.data().remaining();
        if (width < 1 || rows * width * Float.BYTES != size) {
            throw new FormatException(
                    "holds " + size + " bytes of numbers, and its header says " + rows + " rows of " + (long) width);
        }
        float[] data = new float[size / Float.BYTES];
        array.data().asFloatBuffer().get(data);
        return new Rows(data, (int) width);
    }
}
