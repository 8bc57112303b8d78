package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The nodes of an ONNX graph while they are put together, and the small constants that they read. Nodes and values
/// share one set of names; a node with one result is called as it is.
final class Draft {

    private final Set<String> taken = new HashSet<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();

    /// A name that nothing has yet: the one wanted, or that with a number behind it.
    String name(String wanted) {
        String name = wanted;
        for (int count = 2; !taken.add(name); count++) {
            name = wanted + "_" + count;
        }
        return name;
    }

    /// Adds a node of a standard operator, and gives the name of its result.
    ///
    /// @param inputs values that are there already; an empty name for one that is left out
    String node(String wanted, String operator, List<String> inputs, AttributeProto... attributes) {
        return node(wanted, "", operator, inputs, attributes);
    }

    /// The same of any operator set.
    String node(String wanted, String domain, String operator, List<String> inputs, AttributeProto... attributes) {
        String name = name(wanted);
        nodes.add(NodeProto.newBuilder()
                .setName(name)
                .setDomain(domain)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(List.of(attributes))
                .build());
        return name;
    }

    /// Cuts the last axis of `x` into parts of these sizes.
    List<String> split(String wanted, String x, long... sizes) {
        String name = name(wanted);
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(name)
                .setOpType("Split")
                .addInput(x)
                .addInput(integers(sizes))
                .addAttribute(Attributes.integer("axis", -1));
        for (int part = 0; part < sizes.length; part++) {
            node.addOutput(name(wanted + "_" + part));
        }
        nodes.add(node.build());
        return node.getOutputList();
    }

    /// A constant `i64[n]`.
    String integers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putLong);
        String text = Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining("_"));
        return constant("integers_" + text, OnnxType.I64, List.of((long) values.length), bytes);
    }

    /// A constant `i64[]`.
    String integer(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return constant("integer_" + value, OnnxType.I64, List.of(), bytes.putLong(value));
    }

    /// A constant `f32[]`.
    String number(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return constant("number_" + value, OnnxType.F32, List.of(), bytes.putFloat(value));
    }

    /// A constant `f32[n]` of its own.
    String numbers(String wanted, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        String key = wanted;
        for (int count = 2; constants.containsKey(key); count++) {
            key = wanted + "_" + count;
        }
        return constant(key, OnnxType.F32, List.of((long) values.length), bytes);
    }

    private String constant(String key, OnnxType type, List<Long> dims, ByteBuffer bytes) {
        return constants
                .computeIfAbsent(
                        key,
                        _ -> TensorProto.newBuilder()
                                .setName(name("constants/" + key))
                                .setDataType(type.number())
                                .addAllDims(dims)
                                .setRawData(ByteString.copyFrom(bytes.flip()))
                                .build())
                .getName();
    }

    /// Gives values other names, wherever they are read and made.
    void rename(Map<String, String> names) {
        nodes.replaceAll(node -> {
            NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput();
            node.getInputList().forEach(input -> renamed.addInput(names.getOrDefault(input, input)));
            node.getOutputList().forEach(output -> renamed.addOutput(names.getOrDefault(output, output)));
            return renamed.build();
        });
    }

    /// All nodes, each behind those whose results it reads.
    List<NodeProto> nodes() {
        return List.copyOf(nodes);
    }

    List<TensorProto> constants() {
        return List.copyOf(constants.values());
    }
}
