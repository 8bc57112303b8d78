package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A NumPy array file as its header describes it; nobody has compared the shape with the number of bytes yet.
///
/// @param descr NumPy's name of the element type, byte order first: `<f4`, `|b1`
/// @param fortranOrder whether the first axis runs fastest
/// @param shape extents, outermost first; empty for a single number
/// @param data the elements' bytes, from position 0 on, to be read in little-endian order
public record NpyArray(String descr, boolean fortranOrder, List<Long> shape, ByteBuffer data) {

    /// Magic, version and the length of the header in the first version; later ones have four bytes of length.
    private static final int PREAMBLE = 10;

    private static final int LATER_PREAMBLE = 12;

    /// Magic, version and header together are a multiple of this many bytes.
    private static final int ALIGNMENT = 64;

    private static final Pattern DESCR = Pattern.compile("'descr': '([^']*)'");

    /// Extents of no more digits than a file can hold numbers.
    private static final Pattern SHAPE = Pattern.compile("'shape': \\((?:(\\d{1,9}(?:, \\d{1,9})*),?)?\\)");

    public NpyArray {
        shape = List.copyOf(shape);
    }

    /// Reads a file of format version 1, 2 or 3.
    ///
    /// @throws NpyFile.FormatException when it is none
    public static NpyArray read(Path path) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() < PREAMBLE || bytes.get(0) != (byte) 0x93 || bytes.get(1) != 'N') {
            throw new NpyFile.FormatException("is no NumPy array");
        }
        int version = bytes.get(6);
        if (version < 1 || version > 3) {
            throw new NpyFile.FormatException("is a NumPy array of format " + version + ", expected 1, 2 or 3");
        }
        int preamble = version == 1 ? PREAMBLE : LATER_PREAMBLE;
        if (bytes.capacity() < preamble) {
            throw new NpyFile.FormatException("ends inside its header");
        }
        long length = version == 1 ? Short.toUnsignedInt(bytes.getShort(8)) : Integer.toUnsignedLong(bytes.getInt(8));
        if (length > bytes.capacity() - preamble) {
            throw new NpyFile.FormatException("ends inside its header");
        }
        String header = new String(bytes.array(), preamble, (int) length, StandardCharsets.US_ASCII);
        ByteBuffer data = bytes.position(preamble + (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
        return of(header, data);
    }

    private static NpyArray of(String header, ByteBuffer data) throws NpyFile.FormatException {
        Matcher descr = DESCR.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!descr.find() || !shape.find()) {
            throw new NpyFile.FormatException("is no NumPy array such as a row-major float32 one: " + header.strip());
        }
        List<Long> extents = shape.group(1) == null
                ? List.of()
                : Arrays.stream(shape.group(1).split(", ")).map(Long::valueOf).toList();
        return new NpyArray(descr.group(1), header.contains("'fortran_order': True"), extents, data);
    }

    /// Writes the file, in format version 1.0.
    public void writeTo(WritableByteChannel out) throws IOException {
        String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String dictionary = "{'descr': '" + descr + "', 'fortran_order': " + (fortranOrder ? "True" : "False")
                + ", 'shape': (" + extents + (shape.size() == 1 ? "," : "") + "), }";
        int length = Math.ceilDiv(PREAMBLE + dictionary.length() + 1, ALIGNMENT) * ALIGNMENT - PREAMBLE;
        ByteBuffer header = ByteBuffer.allocate(PREAMBLE + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) length)
                .put(dictionary.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        header.put((byte) '\n').flip();
        for (ByteBuffer part : List.of(header, data.duplicate().rewind())) {
            while (part.hasRemaining()) {
                out.write(part);
            }
        }
    }

    /// Its header in short, for messages: `<f4[2, 3]`.
    @Override
    public String toString() {
        return descr + shape + (fortranOrder ? ", the first axis fastest" : "");
    }
}
