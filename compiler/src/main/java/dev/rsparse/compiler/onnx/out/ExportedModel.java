package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.runtime.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model whose weights are read when it is written, and never all in the heap.
public final class ExportedModel {

    /// Models whose weights take more than this have them in a data file.
    private static final long INSIDE = 1 << 20;

    /// Tensors up to this size stay in the model all the same.
    private static final long SMALL = 1 << 10;

    /// Tensors in a data file begin at a page, so that runtimes can map them.
    private static final long PAGE = 1 << 12;

    private static final int CHUNK = 1 << 20;

    private final ModelProto model;
    private final List<Initializer> initializers;

    ExportedModel(ModelProto model, List<Initializer> initializers) {
        this.model = model;
        this.initializers = List.copyOf(initializers);
    }

    /// Nodes in the model.
    public int nodes() {
        return model.getGraph().getNodeCount();
    }

    /// Numbers among its weights; one that is read several times counts once.
    public long parameters() {
        return initializers.stream().mapToLong(Initializer::count).sum();
    }

    /// Writes the model to `target`, and large weights beside it to a file with `.data` behind its name; gives the
    /// files
    /// written, the model first. Both are put in place when they are whole, the data first.
    ///
    /// @throws FileSystemException naming the target and the reason; what stood there before is untouched then
    public List<Path> write(Path target) throws IOException {
        // Runtimes look for the data where the model really is.
        Path file = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
        Path data = file.resolveSibling(file.getFileName() + ".data");
        boolean outside = initializers.stream().mapToLong(Initializer::bytes).sum() > INSIDE;
        try (AtomicFiles files = new AtomicFiles()) {
            GraphProto.Builder graph = model.getGraph().toBuilder();
            long end = 0;
            for (Initializer tensor : initializers) {
                boolean external = outside && tensor.bytes() > SMALL;
                long start = end;
                graph.addInitializer(external ? external(tensor, data, start) : inside(tensor));
                end = external ? nextPage(start + tensor.bytes()) : end;
            }
            ModelProto whole = model.toBuilder().setGraph(graph).build();
            files.stage(target, channel -> whole.writeTo(Channels.newOutputStream(channel)));
            if (outside) {
                files.stage(data, this::writeData);
            }
            files.commit();
        }
        if (!outside) {
            // That of a larger model that stood here before.
            Files.deleteIfExists(data);
        }
        return outside ? List.of(target, data) : List.of(target);
    }

    private static long nextPage(long offset) {
        return (offset + PAGE - 1) / PAGE * PAGE;
    }

    private static TensorProto external(Initializer tensor, Path data, long offset) {
        return described(tensor)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", data.getFileName().toString()))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(tensor.bytes())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static TensorProto inside(Initializer tensor) {
        int count = Math.toIntExact(tensor.count());
        float[] numbers = new float[count];
        tensor.elements().read(0, numbers, count);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        encode(tensor.type(), numbers, count, bytes);
        return described(tensor).setRawData(ByteString.copyFrom(bytes.flip())).build();
    }

    private static TensorProto.Builder described(Initializer tensor) {
        return TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataType(type(tensor.type()).number())
                .addAllDims(tensor.dims());
    }

    private static OnnxType type(DType type) {
        return switch (type) {
            case F32 -> OnnxType.F32;
            case F16 -> OnnxType.F16;
            case BF16 -> OnnxType.BF16;
            case I32 -> throw new IllegalArgumentException("weights are floats");
        };
    }

    private void writeData(FileChannel channel) throws IOException {
        float[] numbers = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Initializer tensor : initializers) {
            if (tensor.bytes() > SMALL) {
                channel.position(nextPage(channel.position()));
                for (long from = 0; from < tensor.count(); from += CHUNK) {
                    int count = (int) Math.min(CHUNK, tensor.count() - from);
                    tensor.elements().read(from, numbers, count);
                    encode(tensor.type(), numbers, count, bytes.clear());
                    bytes.flip();
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            }
        }
    }

    /// Rounds to the nearest number of the type, ties to even.
    private static void encode(DType type, float[] numbers, int count, ByteBuffer into) {
        for (int i = 0; i < count; i++) {
            switch (type) {
                case F32 -> into.putFloat(numbers[i]);
                case F16 -> into.putShort(Float.floatToFloat16(numbers[i]));
                case BF16 -> into.putShort((short) (Float.floatToRawIntBits(type.nearest(numbers[i])) >>> 16));
                case I32 -> throw new IllegalArgumentException("weights are floats");
            }
        }
    }
}
