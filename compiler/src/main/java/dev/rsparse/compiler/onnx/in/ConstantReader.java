package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.TensorElements;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Tensors that lie in a model or beside it, read into the heap.
final class ConstantReader {

    private final ExternalData data;
    private final Missing missing;

    ConstantReader(ExternalData data, Missing missing) {
        this.data = data;
        this.missing = missing;
    }

    /// The tensor; a single zero where it cannot be had, which is then missing.
    ///
    /// @param where it stands, for messages
    Tensor read(TensorProto tensor, String where) {
        Optional<OnnxType> type = OnnxType.of(tensor.getDataType());
        Optional<ElementType> element = type.flatMap(ElementTypes::of);
        if (element.isEmpty()) {
            missing.thing("elements of type " + OnnxType.text(tensor.getDataType()), where);
            return new Tensor();
        }
        if (tensor.hasSegment()) {
            missing.thing("tensors in segments", where);
            return new Tensor();
        }
        ByteBuffer bytes = ExternalData.isExternal(tensor)
                ? data.segment(tensor).asByteBuffer()
                : TensorElements.bytes(type.get(), tensor);
        return TensorBytes.tensor(element.get(), tensor.getDimsList(), bytes);
    }

    /// A tensor of which only some elements are stored, with zeros for the others.
    Tensor read(SparseTensorProto sparse, String where) {
        Tensor values = read(sparse.getValues(), where);
        Tensor indices = read(sparse.getIndices(), where);
        int[] dims = sparse.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        Tensor dense = Tensor.of(values.type(), dims);
        boolean isFlat = indices.rank() == 1;
        for (int i = 0; i < values.count(); i++) {
            int at = 0;
            for (int axis = 0; axis < dims.length && !isFlat; axis++) {
                at = at * dims[axis] + (int) indices.integer(i * dims.length + axis);
            }
            long place = isFlat ? indices.integer(i) : at;
            if (place < 0 || place >= dense.count()) {
                missing.thing("sparse tensors with indices beyond their shape", where);
                return dense;
            }
            dense.copy(values, i, (int) place, 1);
        }
        return dense;
    }
}
