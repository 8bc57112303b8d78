package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A list of 64-bit integers that lies in a model.
final class Integers {

    private Integers() {}

    /// The values of a tensor of type i64 and at most one axis; nothing for another one.
    static Optional<List<Long>> of(TensorProto tensor) {
        if (tensor.getDataType() != OnnxType.I64.number() || tensor.getDimsCount() > 1) {
            return Optional.empty();
        }
        if (!tensor.hasRawData()) {
            return Optional.of(tensor.getInt64DataList());
        }
        ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Long> values = new ArrayList<>();
        while (bytes.remaining() >= Long.BYTES) {
            values.add(bytes.getLong());
        }
        return Optional.of(values);
    }
}
