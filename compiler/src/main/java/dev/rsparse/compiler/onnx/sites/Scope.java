package dev.rsparse.compiler.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A body of nodes at one place where it runs: the graph, a body inside a node, or one call of a function.
final class Scope {

    /// A value by the name it has in a scope.
    record Value(Scope scope, String name) {}

    /// Names that stand for others, one after the other, are followed this far.
    private static final int MAX_STEPS = 1000;

    private final Optional<Scope> outer;
    private final String path;
    private final List<Site.Hop> hops;
    private final List<NodeProto> nodes;
    private final List<String> outputs;
    private final Set<String> inputs = new HashSet<>();
    private final Set<String> sparse = new HashSet<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, NodeProto> givers = new HashMap<>();
    /// What names of this scope stand for elsewhere: inputs of a function, and results of calls.
    private final Map<String, Value> aliases = new HashMap<>();
    /// What a call gives to the function's attributes.
    private final Map<String, AttributeProto> attributes = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();
    private boolean isBody;

    private Scope(
            Optional<Scope> outer, String path, List<Site.Hop> hops, List<NodeProto> nodes, List<String> outputs) {
        this.outer = outer;
        this.path = path;
        this.hops = List.copyOf(hops);
        this.nodes = nodes;
        this.outputs = outputs;
        Set<String> names = new HashSet<>();
        for (NodeProto node : nodes) {
            node.getOutputList().forEach(output -> givers.put(output, node));
            if (!names.add(node.getName())) {
                ambiguous.add(node.getName());
            }
        }
    }

    /// @param outer the scope around a body; empty for the graph itself
    /// @param path of the node that holds the body, with a `/` behind it; empty for the graph itself
    /// @param hops from the graph itself into the body
    static Scope of(GraphProto graph, Optional<Scope> outer, String path, List<Site.Hop> hops) {
        List<String> outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        Scope scope = new Scope(outer, path, hops, graph.getNodeList(), outputs);
        scope.isBody = true;
        graph.getInputList().forEach(input -> scope.inputs.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> scope.initializers.put(tensor.getName(), tensor));
        graph.getSparseInitializerList().stream()
                .map(SparseTensorProto::getValues)
                .forEach(values -> scope.sparse.add(values.getName()));
        return scope;
    }

    /// One call of a function, which sees nothing of its caller but what is passed. The caller learns what its results
    /// are.
    static Scope of(FunctionProto function, Scope caller, NodeProto call, String path, List<Site.Hop> hops) {
        Scope scope = new Scope(Optional.empty(), path, hops, function.getNodeList(), function.getOutputList());
        scope.inputs.addAll(function.getInputList());
        for (int i = 0; i < Math.min(function.getInputCount(), call.getInputCount()); i++) {
            scope.aliases.put(function.getInput(i), new Value(caller, call.getInput(i)));
        }
        for (int i = 0; i < Math.min(function.getOutputCount(), call.getOutputCount()); i++) {
            caller.aliases.put(call.getOutput(i), new Value(scope, function.getOutput(i)));
        }
        function.getAttributeProtoList().forEach(standard -> scope.attributes.put(standard.getName(), standard));
        for (AttributeProto given : call.getAttributeList()) {
            caller.attribute(given).ifPresent(value -> scope.attributes.put(given.getName(), value));
        }
        return scope;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    /// Names of what it gives, in its own scope.
    List<String> outputs() {
        return outputs;
    }

    Optional<TensorProto> initializer(String name) {
        return Optional.ofNullable(initializers.get(name));
    }

    Optional<NodeProto> giver(String name) {
        return Optional.ofNullable(givers.get(name));
    }

    boolean isInput(String name) {
        return inputs.contains(name);
    }

    boolean isSparse(String name) {
        return sparse.contains(name);
    }

    /// Whether it is the graph of the model itself.
    boolean isGraph() {
        return path.isEmpty();
    }

    /// Whether it is a graph, of the model or of a node, and no call.
    boolean isBody() {
        return isBody;
    }

    /// The path of the node that holds it, with a `/` behind it; empty for the graph itself.
    String path() {
        return path;
    }

    /// The way from the graph of the model into this scope; empty for the graph itself.
    List<Site.Hop> hops() {
        return hops;
    }

    /// The same way and one step more.
    List<Site.Hop> hops(Site.Hop next) {
        List<Site.Hop> more = new ArrayList<>(hops);
        more.add(next);
        return more;
    }

    /// The node's path, which no other node of the model has: its name, or `@` and the first value it gives when the
    /// name is missing or another node has it too; in bodies and calls behind the path of their node.
    String path(NodeProto node) {
        boolean named = !node.getName().isEmpty()
                && !ambiguous.contains(node.getName())
                && !node.getName().startsWith("@");
        String first = node.getOutputList().stream()
                .filter(output -> !output.isEmpty())
                .findFirst()
                .orElse("");
        return path + (named ? node.getName() : "@" + first);
    }

    /// Where a value is really given, names of calls followed; nothing when it is nowhere.
    Optional<Value> resolve(String name) {
        Value value = new Value(this, name);
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<Scope> home = value.scope().home(value.name());
            if (home.isEmpty()) {
                return Optional.empty();
            }
            Value next = home.get().aliases.get(value.name());
            if (next == null) {
                return Optional.of(new Value(home.get(), value.name()));
            }
            value = next;
        }
        return Optional.empty();
    }

    private Optional<Scope> home(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().outer) {
            if (scope.get().gives(name)) {
                return scope;
            }
        }
        return Optional.empty();
    }

    private boolean gives(String name) {
        return givers.containsKey(name)
                || inputs.contains(name)
                || initializers.containsKey(name)
                || sparse.contains(name);
    }

    /// An attribute of a node, as the call of the function around it gives it; nothing when it is left out.
    Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .flatMap(this::attribute);
    }

    long integer(NodeProto node, String name, long standard) {
        return attribute(node, name).map(AttributeProto::getI).orElse(standard);
    }

    double number(NodeProto node, String name, double standard) {
        return attribute(node, name).map(found -> (double) found.getF()).orElse(standard);
    }

    private Optional<AttributeProto> attribute(AttributeProto attribute) {
        if (attribute.getRefAttrName().isEmpty()) {
            return Optional.of(attribute);
        }
        Optional<Scope> scope = Optional.of(this);
        while (scope.get().outer.isPresent()) {
            scope = scope.get().outer;
        }
        return Optional.ofNullable(scope.get().attributes.get(attribute.getRefAttrName()));
    }
}
