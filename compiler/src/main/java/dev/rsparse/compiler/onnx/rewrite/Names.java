package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Tensors;
import java.util.HashSet;
import java.util.Set;

/// Names that nothing in a model has, in any of its bodies: a name of an inner body hides one of an outer.
final class Names {

    private final Set<String> taken = new HashSet<>();

    /// Those of a body that has no names yet.
    Names() {}

    Names(ModelProto model) {
        Tensors.graphs(model).forEach(this::take);
        model.getFunctionsList().forEach(function -> {
            taken.addAll(function.getInputList());
            function.getNodeList().forEach(this::take);
        });
    }

    private void take(GraphProto graph) {
        graph.getInputList().stream().map(ValueInfoProto::getName).forEach(taken::add);
        graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
        graph.getSparseInitializerList()
                .forEach(tensor -> taken.add(tensor.getValues().getName()));
        graph.getNodeList().forEach(this::take);
    }

    private void take(NodeProto node) {
        taken.add(node.getName());
        taken.addAll(node.getInputList());
        taken.addAll(node.getOutputList());
    }

    /// `wanted`, or the first of `wanted_2`, `wanted_3` … that is free. It is taken from now on.
    String fresh(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }
}
