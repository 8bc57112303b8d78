package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Small ONNX models, piece by piece.
public final class Onnx {

    private Onnx() {}

    /// A model of IR version 8 and opset 17.
    public static ModelProto.Builder model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph);
    }

    /// A graph from `x` to `y` with these nodes.
    public static GraphProto.Builder graph(NodeProto... nodes) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x"))
                .addOutput(value("y"))
                .addAllNode(List.of(nodes));
    }

    /// A value of type f32 with the shape [N,4].
    public static ValueInfoProto value(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(4));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxType.F32.number())
                                .setShape(shape)))
                .build();
    }

    /// A node `"op in,in -> out,out"`, named `name`.
    public static NodeProto node(String name, String text, AttributeProto... attributes) {
        String[] sides = text.substring(text.indexOf(' ') + 1).split("->", -1);
        String op = text.substring(0, text.indexOf(' '));
        NodeProto.Builder node = NodeProto.newBuilder().setName(name);
        node.setDomain(op.contains(".") ? op.substring(0, op.lastIndexOf('.')) : "");
        node.setOpType(op.substring(op.lastIndexOf('.') + 1));
        node.addAllInput(names(sides[0])).addAllOutput(names(sides[1]));
        return node.addAllAttribute(List.of(attributes)).build();
    }

    private static List<String> names(String side) {
        return side.isBlank() ? List.of() : Arrays.asList(side.strip().split(","));
    }

    public static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto attribute(String name, List<Long> values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    public static AttributeProto attribute(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public static AttributeProto attribute(String name, GraphProto.Builder value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(value)
                .build();
    }

    /// A tensor of zeros.
    public static TensorProto tensor(String name, OnnxType type, long... dims) {
        List<Long> shape = Arrays.stream(dims).boxed().toList();
        long size = type.bytes(OnnxType.count(shape).orElseThrow()).orElseThrow();
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(new byte[Math.toIntExact(size)]))
                .build();
    }

    /// A tensor of these values, rounded to its type.
    public static TensorProto floats(String name, OnnxType type, List<Long> dims, double... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * type.bits() / Byte.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case F16 -> bytes.putShort(Float.floatToFloat16((float) value));
                case BF16 -> bytes.putShort(OnnxType.bf16((float) value));
                case F64 -> bytes.putDouble(value);
                case I8 -> bytes.put((byte) value);
                default -> bytes.putFloat((float) value);
            }
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims)
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    /// A list of integers, as `Reshape` takes it.
    public static TensorProto integers(String name, long... values) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(OnnxType.I64.number())
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList())
                .build();
    }

    /// A tensor in another file; `entries` are keys and values in turn.
    public static TensorProto external(String name, OnnxType type, List<Long> dims, String... entries) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        }
        return tensor.build();
    }

    /// Writes it as `name` into `folder`.
    public static Path write(Path folder, String name, MessageLite.Builder model) {
        try {
            return Files.write(folder.resolve(name), model.build().toByteArray());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
