package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.onnx.NewTensor;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Tensors that a rewrite adds to the graph of a model, where all its bodies see them.
final class Additions {

    private final Names names;
    private final List<TensorProto> small = new ArrayList<>();
    private final List<NewTensor> large = new ArrayList<>();
    private final Map<OnnxType, String> zeros = new EnumMap<>(OnnxType.class);

    Additions(Names names) {
        this.names = names;
    }

    Names names() {
        return names;
    }

    /// Tensors that are complete.
    List<TensorProto> small() {
        return small;
    }

    /// Tensors that are computed when they are written.
    List<NewTensor> large() {
        return large;
    }

    /// A tensor in f32.
    ///
    /// @param dims none for a scalar
    /// @return the name that it got
    String floats(String wanted, List<Long> dims, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return raw(wanted, OnnxType.F32, dims, bytes.array());
    }

    /// A scalar of a float type.
    ///
    /// @return the name that it got
    String scalar(String wanted, OnnxType type, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(type.bits() / Byte.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F64 -> bytes.putDouble(value);
            case F16 -> bytes.putShort(Float.floatToFloat16((float) value));
            case BF16 -> bytes.putShort(OnnxType.bf16((float) value));
            default -> bytes.putFloat((float) value);
        }
        return raw(wanted, type, List.of(), bytes.array());
    }

    /// The scalar 0, one for all that need it.
    String zero(OnnxType type) {
        return zeros.computeIfAbsent(type, needed -> scalar("rsparse/zero_" + needed.text(), needed, 0));
    }

    private String raw(String wanted, OnnxType type, List<Long> dims, byte[] bytes) {
        String name = names.fresh(wanted);
        small.add(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims)
                .setRawData(ByteString.copyFrom(bytes))
                .build());
        return name;
    }

    /// @return the name of the tensor
    String add(NewTensor tensor) {
        large.add(tensor);
        return tensor.name();
    }

    /// A tensor of zeros.
    ///
    /// @return the name that it got
    String zeros(String wanted, OnnxType type, List<Long> dims) {
        long count = OnnxType.count(dims).orElseThrow();
        return add(new NewTensor(names.fresh(wanted), type, dims, out -> {
            for (long i = 0; i < count; i++) {
                out.put(0);
            }
        }));
    }
}
