package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.NodeProto;
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
/// @param views operators between the tensor and the node, the one next to the tensor first
record Constant(Scope.Value home, Site.Kind kind, TensorProto tensor, int type, List<Long> dims, List<View> views) {

    /// An operator that lays a constant out otherwise.
    ///
    /// @param type of the elements it gives
    /// @param dims of what it gives
    record View(Scope scope, NodeProto node, int type, List<Long> dims) {

        String operator() {
            return node.getOpType();
        }
    }

    Constant {
        dims = List.copyOf(dims);
        views = List.copyOf(views);
    }

    /// A tensor as it is stored.
    static Constant of(Scope.Value home, Site.Kind kind, TensorProto tensor) {
        return new Constant(home, kind, tensor, tensor.getDataType(), tensor.getDimsList(), List.of());
    }

    /// The same behind one more operator.
    Constant through(Scope scope, NodeProto node, int newType, List<Long> newDims) {
        List<View> more = new ArrayList<>(views);
        more.add(new View(scope, node, newType, newDims));
        return new Constant(home, kind, tensor, newType, newDims, more);
    }

    /// What the operators between the tensor and the node are called.
    List<String> behind() {
        return views.stream().map(View::operator).toList();
    }

    int rank() {
        return dims.size();
    }

    /// Whether its elements can be weights.
    boolean isFloat() {
        return OnnxType.of(type).map(OnnxType::isFloat).orElse(false);
    }
}
