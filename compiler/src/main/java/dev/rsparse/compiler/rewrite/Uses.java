package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who makes and who reads each value of a graph.
public final class Uses {

    private final Map<Integer, Node> makers = new HashMap<>();
    private final Map<Integer, Integer> readers = new HashMap<>();

    Uses(Graph graph) {
        for (Node node : graph.nodes()) {
            makers.put(node.output().id(), node);
            node.inputs().forEach(input -> readers.merge(input.id(), 1, Integer::sum));
        }
        graph.outputs().forEach(output -> readers.merge(output.value().id(), 1, Integer::sum));
    }

    /// The node that makes `value`, unless it is an input of the graph.
    public Optional<Node> maker(Value value) {
        return Optional.ofNullable(makers.get(value.id()));
    }

    /// How often `value` is read, outputs of the graph included.
    public int count(Value value) {
        return readers.getOrDefault(value.id(), 0);
    }
}
