package dev.rsparse.runtime.io;

import static dev.rsparse.runtime.io.SafetensorsHeader.LENGTH_BYTES;
import static dev.rsparse.runtime.io.SafetensorsHeader.MAX_HEADER_BYTES;
import static dev.rsparse.runtime.io.SafetensorsHeader.METADATA_KEY;

import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// bytes of a safetensors file → its header, every claim of which has been checked against the file's size.
final class SafetensorsHeaderReader {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String DOWNLOAD_AGAIN = "download or copy the file again";
    private static final String WRITE_AGAIN = "write the file again with the tool that made it";

    private final Path path;
    private final MemorySegment bytes;

    SafetensorsHeaderReader(Path path, MemorySegment bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    SafetensorsHeader read() {
        long headerBytes = headerBytes();
        Map<String, Object> members = members(headerBytes);
        long dataStart = LENGTH_BYTES + headerBytes;
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (name.equals(METADATA_KEY)) {
                metadata.putAll(metadata(value));
            } else {
                tensors.put(name, tensor(name, value, dataStart));
            }
        });
        checkLayout(tensors, dataStart);
        return new SafetensorsHeader(tensors, metadata);
    }

    private long headerBytes() {
        if (bytes.byteSize() < LENGTH_BYTES) {
            String problem = "expected at least " + LENGTH_BYTES + " bytes, found " + bytes.byteSize();
            throw problem(Kind.TRUNCATED, problem, DOWNLOAD_AGAIN);
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 2 || length > MAX_HEADER_BYTES) {
            String problem = "expected a header of 2 to " + MAX_HEADER_BYTES + " bytes, found a length field of "
                    + Long.toUnsignedString(length);
            throw problem(Kind.CORRUPT_HEADER, problem, adviceForOtherFormat());
        }
        if (length > bytes.byteSize() - LENGTH_BYTES) {
            String problem = "expected a header of " + length + " bytes, found a file of " + bytes.byteSize();
            throw problem(Kind.TRUNCATED, problem, DOWNLOAD_AGAIN);
        }
        return length;
    }

    /// What to do about a file that is no safetensors file at all: often it is something else that can be named.
    private String adviceForOtherFormat() {
        String start = new String(
                bytes.asSlice(0, Math.min(16, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1);
        if (start.startsWith("version https://")) {
            return "this is a Git LFS pointer: run 'git lfs pull' to get the file it stands for";
        }
        if (start.startsWith("PK")) {
            return "this is a zip archive, perhaps a PyTorch checkpoint: convert it to safetensors";
        }
        if (start.startsWith("GGUF")) {
            return "this is a GGUF file: use the safetensors files of the same model";
        }
        return "check that this is a safetensors file";
    }

    private Map<String, Object> members(long headerBytes) {
        byte[] text = bytes.asSlice(LENGTH_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        if (text[0] != '{') {
            throw corrupt("expected a header that starts with '{', found byte " + (text[0] & 0xff), null);
        }
        try {
            return asObject(Json.parse(text), "the header");
        } catch (JsonException failure) {
            if (failure.duplicateKey().isPresent()) {
                throw new WeightFileException(Kind.DUPLICATE_NAME, path, failure.getMessage(), WRITE_AGAIN, failure);
            }
            throw corrupt("expected a JSON header, found " + failure.getMessage(), failure);
        }
    }

    private Map<String, String> metadata(Object value) {
        Map<String, String> metadata = new LinkedHashMap<>();
        asObject(value, METADATA_KEY).forEach((key, note) -> {
            if (!(note instanceof String string)) {
                throw corrupt("expected a string under " + METADATA_KEY + "." + key + ", found " + note, null);
            }
            metadata.put(key, string);
        });
        return metadata;
    }

    private TensorInfo tensor(String name, Object value, long dataStart) {
        Map<String, Object> fields = asObject(value, "tensor " + Json.quote(name));
        for (String field : fields.keySet()) {
            if (!List.of("dtype", "shape", "data_offsets").contains(field)) {
                throw corrupt("tensor " + Json.quote(name) + " has an unknown field " + Json.quote(field), null);
            }
        }
        ElementType type = elementType(name, fields.get("dtype"));
        List<Long> shape = longs(name, "shape", fields.get("shape"));
        List<Long> range = longs(name, "data_offsets", fields.get("data_offsets"));
        if (range.size() != 2) {
            throw corrupt("tensor " + Json.quote(name) + ": expected two data_offsets, found " + range, null);
        }
        long begin = range.get(0);
        long end = range.get(1);
        if (begin > end || end > Long.MAX_VALUE - dataStart) {
            String problem = "tensor " + Json.quote(name) + ": bytes " + begin + " to " + end + " are not a range";
            throw problem(Kind.OUT_OF_RANGE, problem, WRITE_AGAIN);
        }
        checkSize(name, type, shape, end - begin);
        return new TensorInfo(name, type, shape, dataStart + begin, end - begin);
    }

    private ElementType elementType(String name, Object value) {
        if (!(value instanceof String text)) {
            throw corrupt("tensor " + Json.quote(name) + ": expected a dtype, found " + value, null);
        }
        return ElementType.parse(text).orElseThrow(() -> {
            String problem = "tensor " + Json.quote(name) + " has the unknown dtype " + Json.quote(text);
            return problem(Kind.UNSUPPORTED_TYPE, problem, "convert the tensor to F32, F16 or BF16");
        });
    }

    private List<Long> longs(String name, String field, Object value) {
        if (!(value instanceof List<?> list)) {
            throw corrupt("tensor " + Json.quote(name) + ": expected a list as " + field + ", found " + value, null);
        }
        List<Long> longs = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Long number) || number < 0) {
                String problem = "tensor " + Json.quote(name) + ": expected whole numbers from 0 in " + field
                        + ", found " + element;
                throw corrupt(problem, null);
            }
            longs.add(number);
        }
        return longs;
    }

    private void checkSize(String name, ElementType type, List<Long> shape, long found) {
        String expected;
        try {
            long size = type.byteSize(shape);
            if (size == found) {
                return;
            }
            expected = size + " bytes";
        } catch (ArithmeticException notCountable) {
            expected = "a countable number of bytes";
        }
        String problem = "tensor " + Json.quote(name) + ": expected " + expected + " for " + type + shape
                + ", found a range of " + found;
        throw problem(Kind.SIZE_MISMATCH, problem, WRITE_AGAIN);
    }

    /// Tensors must tile the rest of the file: in order of offset each starts where the one before ended.
    private void checkLayout(Map<String, TensorInfo> tensors, long dataStart) {
        List<TensorInfo> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::byteSize));
        long expected = dataStart;
        for (TensorInfo tensor : ordered) {
            if (tensor.offset() != expected) {
                throw misplaced(tensor, expected);
            }
            expected += tensor.byteSize();
        }
        long size = bytes.byteSize();
        if (expected > size) {
            String problem = "expected a file of " + expected + " bytes, found " + size;
            throw problem(Kind.TRUNCATED, problem, DOWNLOAD_AGAIN);
        }
        if (expected < size) {
            String problem = "expected a file of " + expected + " bytes, found " + (size - expected) + " more";
            throw problem(Kind.TRAILING_BYTES, problem, DOWNLOAD_AGAIN);
        }
    }

    private WeightFileException misplaced(TensorInfo tensor, long expected) {
        String place = "tensor " + Json.quote(tensor.name()) + ": expected a start at byte " + expected
                + ", found bytes " + tensor.offset() + " to " + (tensor.offset() + tensor.byteSize());
        if (tensor.offset() + tensor.byteSize() > bytes.byteSize()) {
            return problem(Kind.OUT_OF_RANGE, place + " of " + bytes.byteSize(), WRITE_AGAIN);
        }
        return tensor.offset() < expected
                ? problem(Kind.OVERLAP, place + ", which belong to another tensor too", WRITE_AGAIN)
                : problem(Kind.HOLE, place + ", which leaves bytes that belong to no tensor", WRITE_AGAIN);
    }

    @SuppressWarnings("unchecked") // The JSON reader makes no other maps.
    private Map<String, Object> asObject(Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw corrupt("expected " + what + " to be an object, found " + value, null);
    }

    private WeightFileException corrupt(String problem, Throwable cause) {
        return new WeightFileException(Kind.CORRUPT_HEADER, path, problem, DOWNLOAD_AGAIN, cause);
    }

    private WeightFileException problem(Kind kind, String problem, String help) {
        return new WeightFileException(kind, path, problem, help);
    }
}
