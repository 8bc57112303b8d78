package dev.rsparse.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who makes and who reads each value of a graph, and how often linears share a weight.
public final class Uses {

    private final Map<Integer, Node> makers = new HashMap<>();
    private final Map<Integer, List<Node>> readers = new HashMap<>();
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final Map<String, Integer> linears = new HashMap<>();

    public Uses(Graph graph) {
        for (Node node : graph.nodes()) {
            makers.put(node.output().id(), node);
            for (Value input : node.inputs()) {
                readers.computeIfAbsent(input.id(), _ -> new ArrayList<>()).add(node);
                counts.merge(input.id(), 1, Integer::sum);
            }
            if (node instanceof Node.Linear linear) {
                linears.merge(linear.weight().path(), 1, Integer::sum);
            }
        }
        graph.outputs().forEach(output -> counts.merge(output.value().id(), 1, Integer::sum));
    }

    /// The node that makes `value`, unless it is an input of the graph.
    public Optional<Node> maker(Value value) {
        return Optional.ofNullable(makers.get(value.id()));
    }

    /// How often `value` is read, outputs of the graph included.
    public int count(Value value) {
        return counts.getOrDefault(value.id(), 0);
    }

    /// How many dense linears multiply by `weight`.
    public int linears(Weight weight) {
        return linears.getOrDefault(weight.path(), 0);
    }

    /// Of the weights at `paths` those that dense linears multiply `value` by, in graph order.
    public List<Weight> weights(Value value, List<String> paths) {
        return readers.getOrDefault(value.id(), List.of()).stream()
                .filter(Node.Linear.class::isInstance)
                .map(reader -> ((Node.Linear) reader).weight())
                .filter(weight -> paths.contains(weight.path()))
                .distinct()
                .toList();
    }

    /// The node that reads `value`, when it is read once and is no output of the graph.
    public Optional<Node> onlyReader(Value value) {
        return count(value) == 1 && readers.containsKey(value.id())
                ? Optional.of(readers.get(value.id()).getFirst())
                : Optional.empty();
    }
}
