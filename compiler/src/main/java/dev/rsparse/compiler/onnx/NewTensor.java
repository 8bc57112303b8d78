package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.util.List;

/// A tensor that a written model is to have, whose elements are computed only when they are written.
///
/// @param name of the initializer, which nothing else in the model has
/// @param type of a fixed size
/// @param dims its shape
/// @param content gives all elements, in row-major order
public record NewTensor(String name, OnnxType type, List<Long> dims, Content content) {

    /// Puts the elements of a tensor into a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(ElementWriter out) throws IOException;
    }

    /// @throws IllegalArgumentException when its size is not known before it is written
    public NewTensor {
        dims = List.copyOf(dims);
        if (OnnxType.count(dims).flatMap(type::bytes).isEmpty()) {
            throw new IllegalArgumentException(name + " of " + type.text() + dims + " has no size");
        }
    }

    /// Name, type and shape, without elements.
    TensorProto placeholder() {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.number())
                .addAllDims(dims)
                .build();
    }

    /// How many bytes it takes.
    public long bytes() {
        return OnnxType.count(dims).flatMap(type::bytes).orElseThrow();
    }
}
