package dev.rsparse.compiler.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's array files, version 1.0, of little-endian float32 or int32.
///
/// @param shape extents, outermost first
/// @param data the elements' bytes
public record Npy(int[] shape, ByteBuffer data) {

    private static final int PREAMBLE = 10;
    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

    public static Npy read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int header = Short.toUnsignedInt(bytes.getShort(PREAMBLE - 2));
            String text = new String(bytes.array(), PREAMBLE, header, StandardCharsets.US_ASCII);
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("no shape in " + text);
            }
            int[] shape = Arrays.stream(matcher.group(1).split("[, ]+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            ByteBuffer data = bytes.slice(PREAMBLE + header, bytes.capacity() - PREAMBLE - header);
            return new Npy(shape, data.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }

    public float[] floats() {
        float[] floats = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(floats);
        return floats;
    }

    public int[] ints() {
        int[] ints = new int[data.remaining() / Integer.BYTES];
        data.asIntBuffer().get(ints);
        return ints;
    }

    /// One row of a float matrix.
    public float[] row(int index) {
        return Arrays.copyOfRange(floats(), index * shape[1], (index + 1) * shape[1]);
    }
}
