package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The nodes of a function as they stand in the place of one call: inputs and outputs have the names that
/// the caller gives, all else begins with the name of the call, and attributes are those that the call
/// passes.
final class Renaming {

    private final NodeProto call;
    private final FunctionProto function;
    private final Names names;
    private final String base;
    private final Map<String, String> values = new HashMap<>();

    Renaming(NodeProto call, FunctionProto function, Names names) {
        this.call = call;
        this.function = function;
        this.names = names;
        this.base = call.getName().isEmpty() ? call.getOutput(0) : call.getName();
        for (int i = 0; i < function.getInputCount(); i++) {
            values.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
        }
        for (int i = 0; i < Math.min(function.getOutputCount(), call.getOutputCount()); i++) {
            if (!call.getOutput(i).isEmpty()) {
                values.putIfAbsent(function.getOutput(i), call.getOutput(i));
            }
        }
        define(values, function.getNodeList().stream().flatMap(node -> node.getOutputList().stream()));
    }

    private void define(Map<String, String> known, Stream<String> defined) {
        defined.filter(name -> !name.isEmpty())
                .forEach(name -> known.computeIfAbsent(name, inner -> names.fresh(base + "/" + inner)));
    }

    /// A node of the function.
    NodeProto node(NodeProto node) {
        return node(node, values);
    }

    /// Copies for outputs that are inputs, or other outputs too.
    List<NodeProto> passedThrough() {
        List<NodeProto> copies = new ArrayList<>();
        for (int i = 0; i < Math.min(function.getOutputCount(), call.getOutputCount()); i++) {
            String given = values.get(function.getOutput(i));
            String asked = call.getOutput(i);
            if (!asked.isEmpty() && !asked.equals(given)) {
                copies.add(NodeProto.newBuilder()
                        .setName(names.fresh(base + "/" + function.getOutput(i)))
                        .setOpType("Identity")
                        .addInput(given)
                        .addOutput(asked)
                        .build());
            }
        }
        return copies;
    }

    private NodeProto node(NodeProto node, Map<String, String> known) {
        NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput().clearAttribute();
        String own = node.getName().isEmpty() && node.getOutputCount() > 0 ? "@" + node.getOutput(0) : node.getName();
        renamed.setName(names.fresh(base + "/" + own));
        node.getInputList().forEach(input -> renamed.addInput(known.getOrDefault(input, input)));
        node.getOutputList().forEach(output -> renamed.addOutput(known.getOrDefault(output, output)));
        node.getAttributeList().forEach(attribute -> passed(attribute).ifPresent(renamed::addAttribute));
        return Bodies.map(renamed.build(), (body, _) -> body(body, known));
    }

    private Optional<AttributeProto> passed(AttributeProto attribute) {
        String asked = attribute.getRefAttrName();
        if (asked.isEmpty()) {
            return Optional.of(attribute);
        }
        return Stream.concat(call.getAttributeList().stream(), function.getAttributeProtoList().stream())
                .filter(given -> given.getName().equals(asked))
                .findFirst()
                .map(given -> given.toBuilder().setName(attribute.getName()).build());
    }

    /// A body sees the values around it, and its own ones get names that are free everywhere.
    private GraphProto body(GraphProto body, Map<String, String> around) {
        Map<String, String> own = new HashMap<>();
        define(own, body.getInputList().stream().map(ValueInfoProto::getName));
        define(own, body.getInitializerList().stream().map(tensor -> tensor.getName()));
        define(
                own,
                body.getSparseInitializerList().stream()
                        .map(tensor -> tensor.getValues().getName()));
        define(own, body.getNodeList().stream().flatMap(node -> node.getOutputList().stream()));
        Map<String, String> known = new HashMap<>(around);
        known.putAll(own);
        GraphProto.Builder renamed = body.toBuilder();
        renamed.getInputBuilderList().forEach(input -> input.setName(known.get(input.getName())));
        renamed.getInitializerBuilderList().forEach(tensor -> tensor.setName(known.get(tensor.getName())));
        renamed.getSparseInitializerBuilderList()
                .forEach(tensor -> tensor.getValuesBuilder()
                        .setName(known.get(tensor.getValues().getName())));
        renamed.getOutputBuilderList()
                .forEach(output -> output.setName(known.getOrDefault(output.getName(), output.getName())));
        renamed.clearValueInfo();
        body.getValueInfoList().stream()
                .filter(info -> own.containsKey(info.getName()))
                .forEach(info -> renamed.addValueInfo(info.toBuilder().setName(own.get(info.getName()))));
        renamed.clearNode();
        body.getNodeList().forEach(node -> renamed.addNode(node(node, known)));
        return renamed.build();
    }
}
