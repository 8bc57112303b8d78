package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Small tensors and models with declared inputs, for tests of what runs them.
final class Values {

    private Values() {}

    /// A tensor of these numbers.
    static TensorValue of(OnnxType type, List<Long> dims, double... numbers) {
        ByteBuffer bytes =
                ByteBuffer.allocate(numbers.length * type.bits() / Byte.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < numbers.length; i++) {
            Elements.put(type, bytes, i, numbers[i]);
        }
        return TensorValue.of(type, dims, bytes);
    }

    static double[] numbers(TensorValue value) {
        double[] numbers = new double[value.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Elements.number(value.type(), value.bytes(), i);
        }
        return numbers;
    }

    /// A weight `name` of f32.
    static TensorProto weight(String name, List<Long> dims, double... numbers) {
        return of(OnnxType.F32, dims, numbers).proto(name);
    }

    /// An input or output; an axis is given by its extent or its name, which may be empty.
    static ValueInfoProto info(String name, OnnxType type, Object... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            shape.addDim(
                    dim instanceof Integer size
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(size)
                            : TensorShapeProto.Dimension.newBuilder().setDimParam((String) dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.number())
                                .setShape(shape)))
                .build();
    }

    /// A graph of these nodes; inputs and outputs are to be added.
    static GraphProto.Builder graph(NodeProto... nodes) {
        return GraphProto.newBuilder().setName("g").addAllNode(List.of(nodes));
    }

    static OnnxFile file(Path folder, GraphProto.Builder graph) {
        return file(folder, Onnx.model(graph));
    }

    static OnnxFile file(Path folder, ModelProto.Builder model) {
        return OnnxFile.read(Onnx.write(folder, "model.onnx", model));
    }

    /// Writes `.npy`, or a `TensorProto` under another name.
    static Path write(Path file, TensorValue value) {
        try {
            Files.createDirectories(file.getParent());
            if (!file.toString().endsWith(".npy")) {
                return Files.write(file, value.proto("any").toByteArray());
            }
            String descr = switch (value.type()) {
                case F32 -> "<f4";
                case F64 -> "<f8";
                case F16 -> "<f2";
                case I32 -> "<i4";
                case I64 -> "<i8";
                case U16 -> "<u2";
                case BOOL -> "|b1";
                default -> throw new AssertionError(value.type());
            };
            String dims = value.dims().toString().replace("[", "").replace("]", ",");
            String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + dims + "), }\n";
            ByteBuffer bytes = ByteBuffer.allocate(
                            10 + header.length() + value.bytes().capacity())
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
            bytes.put((byte) 1).put((byte) 0).putShort((short) header.length());
            bytes.put(header.getBytes(StandardCharsets.US_ASCII))
                    .put(value.bytes().duplicate().rewind());
            return Files.write(file, bytes.array());
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }
}
