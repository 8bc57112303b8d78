package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What nodes read, and in which order they can run: exporters may list them in any.
public final class NodeReads {

    private NodeReads() {}

    /// Names that a node and the bodies inside it read from around it.
    public static Set<String> of(NodeProto node) {
        Set<String> names = new HashSet<>(node.getInputList());
        for (GraphProto body : Tensors.bodies(node)) {
            Set<String> inner = new HashSet<>();
            body.getNodeList().forEach(each -> inner.addAll(of(each)));
            body.getOutputList().forEach(output -> inner.add(output.getName()));
            body.getNodeList().forEach(each -> inner.removeAll(each.getOutputList()));
            body.getInputList().forEach(input -> inner.remove(input.getName()));
            body.getInitializerList().forEach(tensor -> inner.remove(tensor.getName()));
            names.addAll(inner);
        }
        names.remove("");
        return names;
    }

    /// The nodes of one body of a sound model in an order in which they can run: theirs, where that will do.
    public static List<NodeProto> ordered(List<NodeProto> nodes) {
        Set<String> open = new HashSet<>();
        nodes.forEach(node -> open.addAll(node.getOutputList()));
        open.remove("");
        List<NodeProto> order = new ArrayList<>();
        List<NodeProto> left = nodes;
        while (!left.isEmpty()) {
            List<NodeProto> later = new ArrayList<>();
            for (NodeProto node : left) {
                if (of(node).stream().anyMatch(open::contains)) {
                    later.add(node);
                } else {
                    order.add(node);
                    node.getOutputList().forEach(open::remove);
                }
            }
            left = later;
        }
        return order;
    }
}
