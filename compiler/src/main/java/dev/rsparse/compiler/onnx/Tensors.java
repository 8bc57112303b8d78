package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.stream.Stream;

/// Everything a model holds, bodies inside bodies and functions included.
public final class Tensors {

    private Tensors() {}

    /// All tensors: initializers, the parts of sparse ones, and attributes of nodes.
    public static Stream<TensorProto> all(ModelProto model) {
        return Stream.concat(
                graphs(model).flatMap(Tensors::ofGraph),
                nodes(model).flatMap(node -> node.getAttributeList().stream()).flatMap(Tensors::ofAttribute));
    }

    /// The graph and all bodies inside it and inside functions.
    public static Stream<GraphProto> graphs(ModelProto model) {
        return Stream.concat(
                inside(model.getGraph()),
                model.getFunctionsList().stream()
                        .flatMap(function -> function.getNodeList().stream())
                        .flatMap(node -> bodies(node).stream())
                        .flatMap(Tensors::inside));
    }

    /// All nodes, those of functions once.
    public static Stream<NodeProto> nodes(ModelProto model) {
        return Stream.concat(
                graphs(model).flatMap(graph -> graph.getNodeList().stream()),
                model.getFunctionsList().stream()
                        .map(FunctionProto::getNodeList)
                        .flatMap(List::stream));
    }

    /// The bodies that attributes of a node hold, such as the branches of an `If`.
    public static List<GraphProto> bodies(NodeProto node) {
        return node.getAttributeList().stream()
                .flatMap(attribute -> Stream.concat(
                        attribute.hasG() ? Stream.of(attribute.getG()) : Stream.empty(),
                        attribute.getGraphsList().stream()))
                .toList();
    }

    private static Stream<GraphProto> inside(GraphProto graph) {
        Stream<GraphProto> inner = graph.getNodeList().stream()
                .flatMap(node -> bodies(node).stream())
                .flatMap(Tensors::inside);
        return Stream.concat(Stream.of(graph), inner);
    }

    private static Stream<TensorProto> ofGraph(GraphProto graph) {
        return Stream.concat(
                graph.getInitializerList().stream(),
                graph.getSparseInitializerList().stream().flatMap(Tensors::ofSparse));
    }

    private static Stream<TensorProto> ofSparse(SparseTensorProto sparse) {
        return Stream.of(sparse.getValues(), sparse.getIndices());
    }

    private static Stream<TensorProto> ofAttribute(AttributeProto attribute) {
        Stream<TensorProto> one = attribute.hasT() ? Stream.of(attribute.getT()) : Stream.empty();
        Stream<TensorProto> sparse =
                attribute.hasSparseTensor() ? ofSparse(attribute.getSparseTensor()) : Stream.empty();
        return Stream.of(
                        one,
                        attribute.getTensorsList().stream(),
                        sparse,
                        attribute.getSparseTensorsList().stream().flatMap(Tensors::ofSparse))
                .flatMap(tensors -> tensors);
    }
}
