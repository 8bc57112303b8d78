package dev.rsparse.runtime.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes a safetensors file: tensors are announced first and streamed when the file is written, so none needs to
/// be in memory whole. The same calls give the same bytes.
///
/// The header is padded with spaces so that the data starts at a multiple of [#ALIGNMENT] bytes. The format allows
/// no holes, so the tensors after the first start at such a multiple only when the sizes before them are multiples
/// too: a caller who needs alignment pads the tensors (adds elements), not the file.
public final class SafetensorsWriter {
    /// Where the data may start: multiples of a page. Processors fetch cache lines in pairs and stop at the end of
    /// a page: columns of 2 KB that begin at an odd line are read at two thirds of the speed.
    public static final int ALIGNMENT = 4096;

    private static final int CHUNK = 1 << 24;

    /// Gives the bytes of one tensor, row-major and little-endian.
    @FunctionalInterface
    public interface Source {
        void writeTo(WritableByteChannel out) throws IOException;

        /// The bytes of a segment, which must stay alive until the file is written.
        static Source of(MemorySegment segment) {
            return out -> {
                for (long at = 0; at < segment.byteSize(); at += CHUNK) {
                    ByteBuffer chunk = segment.asSlice(at, Math.min(CHUNK, segment.byteSize() - at))
                            .asByteBuffer();
                    while (chunk.hasRemaining()) {
                        out.write(chunk);
                    }
                }
            };
        }
    }

    private record Tensor(ElementType type, List<Long> shape, long byteSize, Source source) {}

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /// Adds a note to `__metadata__`; notes stand in the order they were added in.
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /// Announces a tensor; tensors stand in the file in the order they were added in.
    ///
    /// @param shape extents, outermost first; empty for a scalar
    /// @throws IllegalArgumentException when the name is taken or reserved, or the size cannot be counted
    public SafetensorsWriter add(String name, ElementType type, List<Long> shape, Source source) {
        if (name.equals(SafetensorsHeader.METADATA_KEY) || tensors.containsKey(name)) {
            throw new IllegalArgumentException("tensor name " + Json.quote(name) + " is taken");
        }
        if (shape.stream().anyMatch(extent -> extent < 0)) {
            throw new IllegalArgumentException("tensor " + Json.quote(name) + " has a negative extent: " + shape);
        }
        try {
            tensors.put(name, new Tensor(type, List.copyOf(shape), type.byteSize(shape), source));
        } catch (ArithmeticException notCountable) {
            throw new IllegalArgumentException(
                    "tensor " + Json.quote(name) + " of " + type + shape + ": " + notCountable.getMessage());
        }
        return this;
    }

    /// Writes the file, whole or not at all (see [AtomicFile]).
    ///
    /// @throws FileSystemException naming the path and the reason when that fails
    /// @throws IllegalStateException when a source gives more or fewer bytes than its tensor has
    public void write(Path path) throws FileSystemException {
        AtomicFile.write(path, out -> writeTo(out, true));
    }

    /// Writes the file beside `path`, to be put in place with others.
    ///
    /// @throws FileSystemException as [#write(Path)]
    /// @throws IllegalStateException as [#write(Path)]
    public void stage(AtomicFiles files, Path path) throws FileSystemException {
        files.stage(path, out -> writeTo(out, true));
    }

    /// Bytes of the file.
    public long byteSize() {
        return tensors.values().stream().mapToLong(Tensor::byteSize).reduce(header().length, Math::addExact);
    }

    /// Writes the bytes of the file to a channel as they come, such as into the middle of another file.
    ///
    /// @throws IllegalStateException as [#write(Path)]
    public void streamTo(WritableByteChannel out) throws IOException {
        CountingChannel counted = new CountingChannel(out);
        counted.write(ByteBuffer.wrap(header()));
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            write(entry.getKey(), entry.getValue(), counted);
        }
    }

    /// Writes the bytes of the file to an open one, which stands at its start. Sources are asked on this thread,
    /// the file is written on another.
    ///
    /// @throws IllegalStateException as [#write(Path)]
    public void writeTo(FileChannel out) throws IOException {
        writeTo(out, false);
    }

    private void writeTo(FileChannel out, boolean toDisk) throws IOException {
        try (BlockChannel blocks = new BlockChannel(out, toDisk)) {
            streamTo(blocks);
            blocks.flush();
        }
    }

    private static void write(String name, Tensor tensor, CountingChannel out) throws IOException {
        long start = out.taken();
        tensor.source().writeTo(out);
        long written = out.taken() - start;
        if (written != tensor.byteSize()) {
            throw new IllegalStateException(
                    "tensor " + Json.quote(name) + " has " + tensor.byteSize() + " bytes, its source gave " + written);
        }
    }

    private byte[] header() {
        byte[] text = headerText().getBytes(StandardCharsets.UTF_8);
        int start = SafetensorsHeader.LENGTH_BYTES;
        int total = Math.ceilDiv(start + text.length, ALIGNMENT) * ALIGNMENT;
        byte[] header = new byte[total];
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(total - start);
        System.arraycopy(text, 0, header, start, text.length);
        Arrays.fill(header, start + text.length, total, (byte) ' ');
        return header;
    }

    private String headerText() {
        StringBuilder text = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            text.append(Json.quote(SafetensorsHeader.METADATA_KEY)).append(':').append(metadataText());
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = Math.addExact(offset, tensor.byteSize());
            text.append(text.length() > 1 ? "," : "").append(Json.quote(entry.getKey()));
            text.append(":{\"dtype\":\"").append(tensor.type()).append("\",\"shape\":");
            text.append(tensor.shape().toString().replace(" ", ""));
            text.append(",\"data_offsets\":[")
                    .append(offset)
                    .append(',')
                    .append(end)
                    .append("]}");
            offset = end;
        }
        return text.append('}').toString();
    }

    private String metadataText() {
        return metadata.entrySet().stream()
                .map(note -> Json.quote(note.getKey()) + ":" + Json.quote(note.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
