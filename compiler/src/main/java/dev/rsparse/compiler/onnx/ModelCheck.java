package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.rsparse.compiler.diag.Code;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// What must hold of a model before anything walks over it. Operators are not looked at: one that nobody knows is
/// sound.
final class ModelCheck {

    private ModelCheck() {}

    /// What is wrong with a graph, in one line.
    static final class Unsound extends Exception {
        private static final long serialVersionUID = 1L;

        Unsound(String problem) {
            super(problem);
        }
    }

    /// @throws OnnxException naming the first thing that is wrong
    static void check(OnnxFile file) {
        ModelProto model = file.model();
        try {
            for (var tensor : (Iterable<ai.onnx.proto.OnnxMl.TensorProto>) Tensors.all(model)::iterator) {
                TensorSize.check(tensor);
            }
            BodyCheck.graph(model.getGraph(), Set.of(), "the graph");
            for (FunctionProto function : model.getFunctionsList()) {
                Set<String> inputs = new HashSet<>(function.getInputList());
                BodyCheck.body(
                        function.getNodeList(), inputs, function.getOutputList(), "function " + function.getName());
            }
            FunctionCalls.check(model);
        } catch (Unsound problem) {
            throw unsound(file.path(), problem.getMessage());
        }
    }

    private static OnnxException unsound(Path path, String problem) {
        return OnnxException.of(path, Code.ONNX_GRAPH, problem, "export the model again, or report it to its exporter");
    }
}
