package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Initializers in models of all versions of the format: up to version 3 each of them is an input too;
/// later, one that is an input may be overridden.
final class Initializers {

    private static final long MAY_BE_NO_INPUT = 4;

    private Initializers() {}

    /// The model with the small ones of `additions`, and with inputs for all where they must be.
    static ModelProto added(ModelProto model, Additions additions) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        graph.addAllInitializer(additions.small());
        if (model.getIrVersion() < MAY_BE_NO_INPUT) {
            additions.small().forEach(tensor -> graph.addInput(input(tensor)));
            additions
                    .large()
                    .forEach(tensor ->
                            graph.addInput(input(tensor.name(), tensor.type().number(), tensor.dims())));
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static ValueInfoProto input(TensorProto tensor) {
        return input(tensor.getName(), tensor.getDataType(), tensor.getDimsList());
    }

    private static ValueInfoProto input(String name, int type, List<Long> dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        dims.forEach(dim -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    /// The model in a later version of the format, its initializers still such that nobody can override them.
    static ModelProto raised(ModelProto model, long version) {
        if (model.getIrVersion() >= version) {
            return model;
        }
        ModelProto.Builder raised = model.toBuilder().setIrVersion(version);
        if (model.getIrVersion() < MAY_BE_NO_INPUT) {
            Set<String> constants = model.getGraph().getInitializerList().stream()
                    .map(TensorProto::getName)
                    .collect(Collectors.toSet());
            List<ValueInfoProto> inputs = model.getGraph().getInputList().stream()
                    .filter(input -> !constants.contains(input.getName()))
                    .toList();
            raised.getGraphBuilder().clearInput().addAllInput(inputs);
        }
        return raised.build();
    }
}
