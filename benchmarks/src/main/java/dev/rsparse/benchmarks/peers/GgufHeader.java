package dev.rsparse.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Collects what a GGUF file of version 3 says before its weights: named values, then the tensors.
final class GgufHeader {

    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private long valueCount;
    private long tensorCount;

    void put(String key, int value) {
        key(key, UINT32);
        putInt(values, value);
    }

    void put(String key, float value) {
        key(key, FLOAT32);
        putInt(values, Float.floatToRawIntBits(value));
    }

    void put(String key, String value) {
        key(key, STRING);
        putString(values, value);
    }

    void putStrings(String key, List<String> elements) {
        array(key, STRING, elements.size());
        elements.forEach(element -> putString(values, element));
    }

    void putInts(String key, int[] elements) {
        array(key, INT32, elements.length);
        for (int element : elements) {
            putInt(values, element);
        }
    }

    void putFloats(String key, float[] elements) {
        array(key, FLOAT32, elements.length);
        for (float element : elements) {
            putInt(values, Float.floatToRawIntBits(element));
        }
    }

    /// Announces a tensor.
    ///
    /// @param offset where its bytes begin behind the header
    void tensor(Shape.Tensor tensor, BlockFormat format, long offset) {
        tensorCount++;
        putString(tensors, tensor.gguf());
        putInt(tensors, tensor.vector() ? 1 : 2);
        putLong(tensors, tensor.columns());
        if (!tensor.vector()) {
            putLong(tensors, tensor.rows());
        }
        putInt(tensors, format.type());
        putLong(tensors, offset);
    }

    /// The header, filled up with zeros to a multiple of `alignment`.
    byte[] bytes(int alignment) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        putInt(all, MAGIC);
        putInt(all, VERSION);
        putLong(all, tensorCount);
        putLong(all, valueCount);
        all.writeBytes(values.toByteArray());
        all.writeBytes(tensors.toByteArray());
        all.writeBytes(new byte[Math.floorMod(-all.size(), alignment)]);
        return all.toByteArray();
    }

    private void key(String key, int type) {
        valueCount++;
        putString(values, key);
        putInt(values, type);
    }

    private void array(String key, int type, int length) {
        key(key, ARRAY);
        putInt(values, type);
        putLong(values, length);
    }

    private static void putString(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putLong(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void putInt(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void putLong(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
