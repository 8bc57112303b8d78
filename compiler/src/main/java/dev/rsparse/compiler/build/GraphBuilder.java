package dev.rsparse.compiler.build;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Collects the nodes of one graph in the order they are computed; ids count from 0.
public final class GraphBuilder {

    private final String name;
    private final List<Value> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Node> producers = new HashMap<>();
    private final List<Graph.Output> outputs = new ArrayList<>();
    private int nextId;

    public GraphBuilder(String name) {
        this.name = name;
    }

    /// Declares a value given at run time.
    public Value input(String inputName, TensorType type) {
        Value value = new Value(nextId++, inputName, type);
        inputs.add(value);
        return value;
    }

    /// Appends the node that `make` returns for its output.
    public Value node(String valueName, TensorType type, Function<Value, Node> make) {
        Value value = new Value(nextId++, valueName, type);
        Node node = make.apply(value);
        nodes.add(node);
        producers.put(value, node);
        return value;
    }

    /// The node that makes `value`; none makes a graph input.
    public Optional<Node> producer(Value value) {
        return Optional.ofNullable(producers.get(value));
    }

    /// The nodes so far.
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /// Declares a result.
    public void output(String outputName, Value value) {
        outputs.add(new Graph.Output(outputName, value));
    }

    public Graph build() {
        return new Graph(name, inputs, nodes, outputs);
    }
}
