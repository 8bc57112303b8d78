package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.List;

/// A tensor that is the same in every run, as a node reads it.
///
/// @param home where the tensor is, and its name there
/// @param kind what holds it
/// @param tensor as it is stored
/// @param type of the elements that the node reads, a number of `TensorProto.DataType`
/// @param dims of what the node reads
/// @param behind operators between the tensor and the node, the one next to the tensor first
record Constant(Scope.Value home, Site.Kind kind, TensorProto tensor, int type, List<Long> dims, List<String> behind) {

    Constant {
        dims = List.copyOf(dims);
        behind = List.copyOf(behind);
    }

    /// A tensor as it is stored.
    static Constant of(Scope.Value home, Site.Kind kind, TensorProto tensor) {
        return new Constant(home, kind, tensor, tensor.getDataType(), tensor.getDimsList(), List.of());
    }

    /// The same behind one more operator.
    Constant through(String operator, int newType, List<Long> newDims) {
        List<String> more = new ArrayList<>(behind);
        more.add(operator);
        return new Constant(home, kind, tensor, newType, newDims, more);
    }

    int rank() {
        return dims.size();
    }

    /// Whether its elements can be weights.
    boolean isFloat() {
        return OnnxType.of(type).map(OnnxType::isFloat).orElse(false);
    }
}
