package dev.rsparse.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a small GGUF file of version 3 by the format's definition.
final class GgufReader {

    private static final int ALIGNMENT = 32;

    private final ByteBuffer file;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final int data;

    /// @param sizes the fastest first
    record Tensor(List<Long> sizes, int type, long offset) {}

    GgufReader(Path path) throws IOException {
        this.file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[4];
        file.get(magic);
        int version = file.getInt();
        if (!new String(magic, StandardCharsets.US_ASCII).equals("GGUF") || version != 3) {
            throw new IOException("no GGUF file of version 3");
        }
        long tensorCount = file.getLong();
        long valueCount = file.getLong();
        for (long i = 0; i < valueCount; i++) {
            values.put(string(), value(file.getInt()));
        }
        for (long i = 0; i < tensorCount; i++) {
            tensors.put(string(), tensor());
        }
        this.data = (file.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    Object value(String key) {
        return values.get(key);
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /// The file from the first byte of a tensor on.
    ByteBuffer bytes(Tensor tensor) {
        int start = (int) (data + tensor.offset());
        return file.slice(start, file.capacity() - start).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Bytes from the first byte of the first tensor to the end.
    int dataSize() {
        return file.capacity() - data;
    }

    private Tensor tensor() {
        List<Long> sizes = new ArrayList<>();
        int dimensions = file.getInt();
        for (int i = 0; i < dimensions; i++) {
            sizes.add(file.getLong());
        }
        return new Tensor(sizes, file.getInt(), file.getLong());
    }

    private String string() {
        byte[] bytes = new byte[(int) file.getLong()];
        file.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Object value(int type) {
        return switch (type) {
            case 4, 5 -> file.getInt();
            case 6 -> file.getFloat();
            case 8 -> string();
            case 9 -> array();
            default -> throw new IllegalStateException("type " + type);
        };
    }

    private List<Object> array() {
        int type = file.getInt();
        long length = file.getLong();
        List<Object> elements = new ArrayList<>();
        for (long i = 0; i < length; i++) {
            elements.add(value(type));
        }
        return elements;
    }
}
