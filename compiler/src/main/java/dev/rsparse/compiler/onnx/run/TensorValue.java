package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// What an input or output of a model holds in one run.
///
/// @param dims extents, outermost first; empty for a single number
/// @param bytes row-major little-endian elements from position 0 on, bool as bytes of 0 and 1; empty for texts
/// @param texts the elements where they are texts, else empty
public record TensorValue(OnnxType type, List<Long> dims, ByteBuffer bytes, List<String> texts) {

    public TensorValue {
        dims = List.copyOf(dims);
        texts = List.copyOf(texts);
    }

    /// Numbers.
    ///
    /// @throws IllegalArgumentException when there are more or fewer bytes than the shape has
    public static TensorValue of(OnnxType type, List<Long> dims, ByteBuffer bytes) {
        long count = OnnxType.count(dims).orElseThrow(() -> new IllegalArgumentException("no such shape: " + dims));
        if (bytes.capacity() != count * type.bits() / Byte.SIZE) {
            throw new IllegalArgumentException(
                    type.text() + dims + " does not have " + bytes.capacity() + " bytes of elements");
        }
        return new TensorValue(type, dims, bytes.order(ByteOrder.LITTLE_ENDIAN), List.of());
    }

    static TensorValue texts(List<Long> dims, List<String> texts) {
        return new TensorValue(OnnxType.STRING, dims, ByteBuffer.allocate(0), texts);
    }

    /// How many elements it has.
    public int count() {
        return type == OnnxType.STRING ? texts.size() : bytes.capacity() / (type.bits() / Byte.SIZE);
    }

    /// Numbers as floats, those of 64 bits rounded.
    public float[] floats() {
        float[] floats = new float[count()];
        if (type == OnnxType.F32) {
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
            return floats;
        }
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) Elements.number(type, bytes, i);
        }
        return floats;
    }

    /// The same as ONNX stores it.
    public TensorProto proto(String name) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims);
        if (type == OnnxType.STRING) {
            texts.forEach(text -> tensor.addStringData(ByteString.copyFromUtf8(text)));
        } else {
            tensor.setRawData(ByteString.copyFrom(bytes.duplicate().rewind()));
        }
        return tensor.build();
    }

    /// Type and shape, for messages: `f32[2,3]`.
    public String shape() {
        return shape(type, dims);
    }

    static String shape(OnnxType type, List<Long> dims) {
        return type.text() + dims.toString().replace(" ", "");
    }
}
