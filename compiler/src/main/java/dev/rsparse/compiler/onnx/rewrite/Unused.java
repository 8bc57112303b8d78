package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.Tensors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Weights that nobody reads any more, and the operators behind which they stood.
final class Unused {

    private Unused() {}

    /// @param candidates values that were read before; anything else stays, read or not
    static ModelProto remove(ModelProto model, Set<String> candidates) {
        ModelProto rest = model;
        Set<String> open = new HashSet<>(candidates);
        while (!open.isEmpty()) {
            Set<String> read = Tensors.graphs(rest).flatMap(Unused::reads).collect(Collectors.toSet());
            Set<String> dead =
                    open.stream().filter(name -> !read.contains(name)).collect(Collectors.toSet());
            open.clear();
            if (!dead.isEmpty()) {
                rest = rest.toBuilder()
                        .setGraph(without(rest.getGraph(), dead, open))
                        .build();
            }
        }
        return rest;
    }

    private static Stream<String> reads(GraphProto graph) {
        return Stream.concat(
                graph.getNodeList().stream().flatMap(node -> node.getInputList().stream()),
                graph.getOutputList().stream().map(ValueInfoProto::getName));
    }

    /// @param more gets what removed nodes read
    private static GraphProto without(GraphProto graph, Set<String> dead, Set<String> more) {
        GraphProto.Builder rest = graph.toBuilder();
        keep(
                graph.getInitializerList(),
                rest.clearInitializer()::addInitializer,
                tensor -> !dead.contains(tensor.getName()));
        keep(graph.getValueInfoList(), rest.clearValueInfo()::addValueInfo, info -> !dead.contains(info.getName()));
        Set<String> constants = graph.getInitializerList().stream()
                .map(tensor -> tensor.getName())
                .collect(Collectors.toSet());
        // In old models each initializer is an input too.
        keep(
                graph.getInputList(),
                rest.clearInput()::addInput,
                input -> !(dead.contains(input.getName()) && constants.contains(input.getName())));
        rest.clearNode();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOutputCount() == 1 && dead.contains(node.getOutput(0))) {
                more.addAll(node.getInputList());
            } else {
                rest.addNode(Bodies.map(node, (body, _) -> without(body, dead, more)));
            }
        }
        return rest.build();
    }

    private static <T> void keep(
            List<T> all, java.util.function.Consumer<T> to, java.util.function.Predicate<T> which) {
        all.stream().filter(which).forEach(to);
    }
}
