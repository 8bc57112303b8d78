package dev.rsparse.compiler.ir;

import java.util.List;

/// A model as operations over values. Nodes stand in topological order: each reads only what stands before it.
///
/// @param name the model's name
/// @param inputs values given at run time
/// @param nodes the operations
/// @param outputs named results
public record Graph(String name, List<Value> inputs, List<Node> nodes, List<Output> outputs) {

    /// A result and the name a caller sees it under.
    public record Output(String name, Value value) {}

    public Graph {
        inputs = List.copyOf(inputs);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }

    /// Whether it reads rows of numbers or pictures in place of tokens.
    public boolean readsNumbers() {
        return nodes.stream().anyMatch(Node.Input.class::isInstance);
    }

    public Graph withNodes(List<Node> changed) {
        return new Graph(name, inputs, changed, outputs);
    }
}
