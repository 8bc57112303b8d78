package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The data file of a model to be written: which tensor comes where, and where its bytes come from. Places
/// are given out first; nothing is read or written before [#writeTo(FileChannel)].
final class DataFile {

    /// Places of tensors are multiples of it, so that each can be mapped alone.
    private static final long ALIGNMENT = 4096;

    @FunctionalInterface
    private interface Bytes {
        void writeTo(FileChannel out) throws IOException;
    }

    private record Part(long offset, Bytes bytes) {}

    private final String name;
    private final ExternalData source;
    private final List<Part> parts = new ArrayList<>();
    /// Tensors that lie in the same bytes go on doing so.
    private final Map<ExternalData.Range, Long> copied = new HashMap<>();
    private long end;

    /// @param name of the file, in the folder of the model
    /// @param source where external tensors of the model lie now
    DataFile(String name, ExternalData source) {
        this.name = name;
        this.source = source;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /// The same tensor at its new place, its bytes copied from its old file.
    TensorProto moved(TensorProto external) {
        ExternalData.Range range = source.locate(external);
        long offset = copied.computeIfAbsent(range, asked -> place(asked.length(), out -> copy(asked, out)));
        return placed(external, offset, range.length());
    }

    /// The same tensor with its bytes outside of the model.
    TensorProto outsourced(TensorProto inside) {
        long offset = place(inside.getRawData().size(), out -> {
            var bytes = inside.getRawData().asReadOnlyByteBuffer();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
        long length = inside.getRawData().size();
        return placed(inside.toBuilder().clearRawData().build(), offset, length);
    }

    /// A tensor that is new.
    TensorProto added(NewTensor tensor) {
        long offset = place(tensor.bytes(), out -> write(tensor, out));
        return placed(tensor.placeholder(), offset, tensor.bytes());
    }

    private long place(long length, Bytes bytes) {
        long offset = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
        parts.add(new Part(offset, bytes));
        end = offset + length;
        return offset;
    }

    private TensorProto placed(TensorProto tensor, long offset, long length) {
        List<StringStringEntryProto> others = tensor.getExternalDataList().stream()
                .filter(entry -> !List.of("location", "offset", "length").contains(entry.getKey()))
                .toList();
        return tensor.toBuilder()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .clearExternalData()
                .addExternalData(entry("location", name))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .addAllExternalData(others)
                .build();
    }

    private static StringStringEntryProto.Builder entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
    }

    /// A model whose external tensors lie here, as if the file had another name.
    static ModelProto renamed(ModelProto model, String name) {
        return new TensorMapper(tensor -> ExternalData.isExternal(tensor) ? located(tensor, name) : tensor)
                .model(model);
    }

    private static TensorProto located(TensorProto tensor, String name) {
        TensorProto.Builder changed = tensor.toBuilder();
        changed.getExternalDataBuilderList().stream()
                .filter(entry -> entry.getKey().equals("location"))
                .forEach(entry -> entry.setValue(name));
        return changed.build();
    }

    /// Writes everything, one part after the other.
    ///
    /// @param out stands at its start
    void writeTo(FileChannel out) throws IOException {
        for (Part part : parts) {
            // What lies between is never written, and reads as zeros.
            out.position(part.offset());
            part.bytes().writeTo(out);
        }
    }

    private static void copy(ExternalData.Range range, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(range.file(), StandardOpenOption.READ)) {
            copy(in, range.offset(), range.length(), out);
        }
    }

    /// Copies bytes from file to file, not through the heap.
    static void copy(FileChannel in, long offset, long length, FileChannel out) throws IOException {
        long done = 0;
        while (done < length) {
            long count = in.transferTo(offset + done, length - done, out);
            if (count <= 0) {
                throw new IOException("a file became shorter while it was read");
            }
            done += count;
        }
    }

    /// Writes the elements of a new tensor.
    ///
    /// @throws IllegalStateException when they are more or fewer than it has
    static void write(NewTensor tensor, WritableByteChannel out) throws IOException {
        ElementWriter writer = new ElementWriter(out, tensor.type());
        tensor.content().writeTo(writer);
        long written = writer.finish();
        if (written != tensor.bytes()) {
            throw new IllegalStateException(
                    tensor.name() + " has " + tensor.bytes() + " bytes, and " + written + " were written");
        }
    }
}
