package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.FunctionCalls;
import dev.rsparse.compiler.onnx.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// How many rows the tables have that an integer input indexes: it is followed through operators that pass its
/// elements on, into bodies and functions, to `Gather` along the first axis of a constant.
final class TableBounds {

    /// Nodes at one place where they run.
    ///
    /// @param path tells places apart
    /// @param rows extents of the first axis of constants, by name
    private record Level(String path, List<NodeProto> nodes, Map<String, Long> rows) {}

    private record Seen(String path, String value) {}

    private final FunctionCalls calls;
    private final Level graph;
    private final Set<Seen> seen = new HashSet<>();
    private long fewest = Long.MAX_VALUE;

    private TableBounds(ModelProto model) {
        this.calls = new FunctionCalls(model);
        this.graph = level("", model.getGraph(), Map.of());
    }

    /// The least number of rows of the tables that `input` indexes; nothing when it indexes none.
    static OptionalLong rows(ModelProto model, String input) {
        TableBounds bounds = new TableBounds(model);
        bounds.follow(bounds.graph, input);
        return bounds.fewest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(bounds.fewest);
    }

    private static Level level(String path, GraphProto graph, Map<String, Long> outer) {
        Map<String, Long> rows = new HashMap<>(outer);
        graph.getInitializerList().forEach(tensor -> put(rows, tensor.getName(), tensor));
        return level(path, graph.getNodeList(), rows);
    }

    private static Level level(String path, List<NodeProto> nodes, Map<String, Long> rows) {
        for (NodeProto node : nodes) {
            switch (Domains.operator(node)) {
                case "Constant" ->
                    node.getAttributeList().stream()
                            .filter(AttributeProto::hasT)
                            .forEach(value -> put(rows, node.getOutput(0), value.getT()));
                case "Identity", "Cast", "DequantizeLinear" -> {
                    Long known = node.getInputCount() == 0 ? null : rows.get(node.getInput(0));
                    if (known != null) {
                        rows.put(node.getOutput(0), known);
                    }
                }
                default -> {
                    // What it gives is no table.
                }
            }
        }
        return new Level(path, nodes, rows);
    }

    private static void put(Map<String, Long> rows, String name, TensorProto tensor) {
        if (tensor.getDimsCount() > 0) {
            rows.put(name, tensor.getDims(0));
        }
    }

    /// Recursion is as deep as the model has operators one behind the other that only pass the value on.
    private void follow(Level level, String value) {
        if (value.isEmpty() || !seen.add(new Seen(level.path(), value))) {
            return;
        }
        for (int i = 0; i < level.nodes().size(); i++) {
            NodeProto node = level.nodes().get(i);
            for (int input = 0; input < node.getInputCount(); input++) {
                if (node.getInput(input).equals(value)) {
                    read(level, level.path() + "/" + i, node, input);
                }
            }
            int body = 0;
            for (GraphProto inner : Tensors.bodies(node)) {
                follow(level(level.path() + "/" + i + "." + body++, inner, level.rows()), value);
            }
        }
    }

    private void read(Level level, String path, NodeProto node, int input) {
        Optional<FunctionProto> function = calls.called(node);
        if (function.isPresent()) {
            call(level, path, node, function.get(), input);
            return;
        }
        switch (Domains.operator(node)) {
            case "Gather" -> {
                if (input == 1 && axis(node) == 0) {
                    index(level, node, 0);
                }
            }
            // Inputs are ids, segments, then the tables of words, positions and segments.
            case "com.microsoft.EmbedLayerNormalization" -> index(level, node, input == 0 ? 2 : 4);
            case "Cast",
                    "Identity",
                    "Reshape",
                    "Unsqueeze",
                    "Squeeze",
                    "Flatten",
                    "Expand",
                    "Transpose",
                    "Slice",
                    "Split",
                    "Tile" -> {
                if (input == 0) {
                    node.getOutputList().forEach(output -> follow(level, output));
                }
            }
            case "Concat" -> follow(level, node.getOutput(0));
            default -> {
                // Its result is another number.
            }
        }
    }

    private void call(Level level, String path, NodeProto node, FunctionProto function, int input) {
        if (input >= function.getInputCount()) {
            return;
        }
        Map<String, Long> rows = new HashMap<>();
        for (int i = 0; i < Math.min(node.getInputCount(), function.getInputCount()); i++) {
            Long known = level.rows().get(node.getInput(i));
            if (known != null) {
                rows.put(function.getInput(i), known);
            }
        }
        Level inside = level(path, function.getNodeList(), rows);
        follow(inside, function.getInput(input));
        for (int i = 0; i < Math.min(node.getOutputCount(), function.getOutputCount()); i++) {
            if (seen.contains(new Seen(path, function.getOutput(i)))) {
                follow(level, node.getOutput(i));
            }
        }
    }

    private void index(Level level, NodeProto node, int table) {
        Long rows = table < node.getInputCount() ? level.rows().get(node.getInput(table)) : null;
        if (rows != null) {
            fewest = Math.min(fewest, rows);
        }
    }

    private static long axis(NodeProto node) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("axis"))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(0);
    }
}
