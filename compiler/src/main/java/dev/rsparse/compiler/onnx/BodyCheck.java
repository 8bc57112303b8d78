package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether the values of a body are each given once, and its nodes can run in some order. Exporters may list them in
/// another one: runtimes sort them.
final class BodyCheck {

    private final List<NodeProto> nodes;
    private final String place;
    /// The node that gives each value.
    private final Map<String, Integer> givers = new HashMap<>();
    /// What is there before any node runs, values of bodies around this one included.
    private final Set<String> given;

    private BodyCheck(List<NodeProto> nodes, Set<String> given, String place) throws ModelCheck.Unsound {
        this.nodes = nodes;
        this.given = given;
        this.place = place;
        Set<String> own = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                if (!output.isEmpty()) {
                    givers.put(output, i);
                    if (!own.add(output)) {
                        throw new ModelCheck.Unsound("two nodes of " + place + " give the value \"" + output + "\"");
                    }
                }
            }
        }
    }

    /// @param outer the values of bodies around this one, which it may read
    static void graph(GraphProto graph, Set<String> outer, String place) throws ModelCheck.Unsound {
        Set<String> own = names(graph, place);
        for (NodeProto node : graph.getNodeList()) {
            for (String output : node.getOutputList()) {
                if (own.contains(output)) {
                    throw new ModelCheck.Unsound(
                            "a node of " + place + " gives \"" + output + "\", which is an input or an initializer");
                }
            }
        }
        own.addAll(outer);
        body(
                graph.getNodeList(),
                own,
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList(),
                place);
    }

    /// An initializer may share its name with an input: it is the value to take when a caller gives none.
    private static Set<String> names(GraphProto graph, String place) throws ModelCheck.Unsound {
        Set<String> inputs = new HashSet<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (!inputs.add(input.getName())) {
                throw new ModelCheck.Unsound("two inputs of " + place + " are called \"" + input.getName() + "\"");
            }
        }
        List<String> initializers = new ArrayList<>();
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(initializers::add);
        graph.getSparseInitializerList().stream()
                .map(SparseTensorProto::getValues)
                .map(TensorProto::getName)
                .forEach(initializers::add);
        Set<String> names = new HashSet<>();
        for (String name : initializers) {
            if (!names.add(name)) {
                throw new ModelCheck.Unsound("two initializers of " + place + " are called \"" + name + "\"");
            }
        }
        names.addAll(inputs);
        return names;
    }

    /// @param given what the nodes may read beside what they give
    static void body(List<NodeProto> nodes, Set<String> given, List<String> outputs, String place)
            throws ModelCheck.Unsound {
        BodyCheck check = new BodyCheck(nodes, given, place);
        check.order();
        Set<String> all = new HashSet<>(given);
        all.addAll(check.givers.keySet());
        for (String output : outputs) {
            if (!output.isEmpty() && !all.contains(output)) {
                throw new ModelCheck.Unsound("nothing gives \"" + output + "\", an output of " + place);
            }
        }
        for (NodeProto node : nodes) {
            for (GraphProto inner : Tensors.bodies(node)) {
                graph(inner, all, "a body of " + label(node));
            }
        }
    }

    /// Runs each node as soon as all it reads is there.
    private void order() throws ModelCheck.Unsound {
        int[] missing = new int[nodes.size()];
        List<List<Integer>> readers = new ArrayList<>();
        nodes.forEach(node -> readers.add(new ArrayList<>()));
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (int giver : givers(nodes.get(i))) {
                readers.get(giver).add(i);
                missing[i]++;
            }
            if (missing[i] == 0) {
                ready.add(i);
            }
        }
        int run = 0;
        while (!ready.isEmpty()) {
            run++;
            for (int reader : readers.get(ready.remove())) {
                if (--missing[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        for (int i = 0; run < nodes.size() && i < nodes.size(); i++) {
            if (missing[i] > 0) {
                throw new ModelCheck.Unsound(label(nodes.get(i)) + " waits for its own result, around a circle");
            }
        }
    }

    private Set<Integer> givers(NodeProto node) throws ModelCheck.Unsound {
        Set<Integer> found = new HashSet<>();
        for (String input : NodeReads.of(node)) {
            Integer giver = givers.get(input);
            if (giver != null) {
                found.add(giver);
            } else if (!given.contains(input) && node.getInputList().contains(input)) {
                throw new ModelCheck.Unsound(
                        label(node) + " of " + place + " reads \"" + input + "\", which nothing gives");
            }
        }
        return found;
    }

    private static String label(NodeProto node) {
        String name = node.getName().isEmpty() ? "" : " \"" + node.getName() + "\"";
        return "node" + name + " (" + node.getOpType() + ")";
    }
}
