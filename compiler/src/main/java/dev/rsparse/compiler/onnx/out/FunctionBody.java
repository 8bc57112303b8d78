package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The nodes of a function, as far as one of its values needs them.
final class FunctionBody {

    private final FunctionProto function;
    private final String result;
    private final List<NodeProto> nodes = new ArrayList<>();

    /// @param result a value of the function
    FunctionBody(FunctionProto function, String result) {
        this.function = function;
        this.result = result;
        Set<String> needed = new HashSet<>(Set.of(result));
        for (NodeProto node : function.getNodeList().reversed()) {
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                nodes.add(node);
                needed.addAll(node.getInputList());
            }
        }
        Collections.reverse(nodes);
    }

    /// Puts the nodes into a draft, and gives the name of the result, which is `label`.
    ///
    /// @param inputs what the function reads, in order; what the result does not need may be missing at the end
    String in(Draft draft, String label, List<String> inputs) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            names.put(function.getInput(i), inputs.get(i));
        }
        for (NodeProto node : nodes) {
            String output = node.getOutput(0);
            String made = draft.node(
                    output.equals(result) ? label : label + "/" + output,
                    node.getDomain(),
                    node.getOpType(),
                    node.getInputList().stream().map(names::get).toList(),
                    node.getAttributeList().toArray(AttributeProto[]::new));
            names.put(output, made);
        }
        return names.get(result);
    }
}
