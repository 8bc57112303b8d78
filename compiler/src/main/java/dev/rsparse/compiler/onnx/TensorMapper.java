package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.function.UnaryOperator;

/// a model → the same with other tensors in place of its own, wherever they are. What holds no changed
/// tensor stays the object it was.
final class TensorMapper {

    private final UnaryOperator<TensorProto> change;

    TensorMapper(UnaryOperator<TensorProto> change) {
        this.change = change;
    }

    ModelProto model(ModelProto model) {
        ModelProto.Builder changed = model.toBuilder();
        GraphProto graph = graph(model.getGraph());
        if (graph != model.getGraph()) {
            changed.setGraph(graph);
        }
        for (int i = 0; i < model.getFunctionsCount(); i++) {
            FunctionProto function = model.getFunctions(i);
            FunctionProto.Builder builder = function.toBuilder();
            for (int j = 0; j < function.getNodeCount(); j++) {
                builder.setNode(j, node(function.getNode(j)));
            }
            changed.setFunctions(i, builder);
        }
        return changed.build();
    }

    private GraphProto graph(GraphProto graph) {
        GraphProto.Builder changed = graph.toBuilder();
        boolean same = true;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = change.apply(graph.getInitializer(i));
            same &= tensor == graph.getInitializer(i);
            changed.setInitializer(i, tensor);
        }
        for (int i = 0; i < graph.getSparseInitializerCount(); i++) {
            SparseTensorProto sparse = sparse(graph.getSparseInitializer(i));
            same &= sparse == graph.getSparseInitializer(i);
            changed.setSparseInitializer(i, sparse);
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = node(graph.getNode(i));
            same &= node == graph.getNode(i);
            changed.setNode(i, node);
        }
        return same ? graph : changed.build();
    }

    private NodeProto node(NodeProto node) {
        NodeProto.Builder changed = node.toBuilder();
        boolean same = true;
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto attribute = attribute(node.getAttribute(i));
            same &= attribute == node.getAttribute(i);
            changed.setAttribute(i, attribute);
        }
        return same ? node : changed.build();
    }

    private AttributeProto attribute(AttributeProto attribute) {
        AttributeProto.Builder changed = attribute.toBuilder();
        if (attribute.hasT()) {
            changed.setT(change.apply(attribute.getT()));
        }
        if (attribute.hasG()) {
            changed.setG(graph(attribute.getG()));
        }
        if (attribute.hasSparseTensor()) {
            changed.setSparseTensor(sparse(attribute.getSparseTensor()));
        }
        for (int i = 0; i < attribute.getTensorsCount(); i++) {
            changed.setTensors(i, change.apply(attribute.getTensors(i)));
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            changed.setGraphs(i, graph(attribute.getGraphs(i)));
        }
        for (int i = 0; i < attribute.getSparseTensorsCount(); i++) {
            changed.setSparseTensors(i, sparse(attribute.getSparseTensors(i)));
        }
        boolean holdsTensors = attribute.hasT()
                || attribute.hasG()
                || attribute.hasSparseTensor()
                || attribute.getTensorsCount() + attribute.getGraphsCount() + attribute.getSparseTensorsCount() > 0;
        return holdsTensors ? changed.build() : attribute;
    }

    private SparseTensorProto sparse(SparseTensorProto sparse) {
        TensorProto values = change.apply(sparse.getValues());
        TensorProto indices = change.apply(sparse.getIndices());
        boolean same = values == sparse.getValues() && indices == sparse.getIndices();
        return same
                ? sparse
                : sparse.toBuilder().setValues(values).setIndices(indices).build();
    }
}
