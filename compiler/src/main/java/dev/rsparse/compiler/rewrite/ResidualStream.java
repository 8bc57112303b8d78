package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values of a graph that are one sum: rows of a table and what is added to them. An addition holds all three of
/// its values in one basis, so they are rotated together or not at all.
final class ResidualStream {

    private final Graph graph;
    /// Value id → another of the same sum, up to the root that stands for all of it.
    private final Map<Integer, Integer> parents = new HashMap<>();

    private final Map<Integer, List<Node>> readers = new HashMap<>();
    private final Map<Integer, Node.RmsNorm> norms = new HashMap<>();
    private final Set<Integer> roots = new HashSet<>();

    ResidualStream(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.inputs()
                    .forEach(input -> readers.computeIfAbsent(input.id(), _ -> new ArrayList<>())
                            .add(node));
            if (node instanceof Node.Add sum) {
                parents.put(root(sum.left()), root(sum.output()));
                parents.put(root(sum.right()), root(sum.output()));
            }
        }
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Gather gather) {
                roots.add(root(gather.output()));
            }
        }
        for (Node node : graph.nodes()) {
            if (node instanceof Node.RmsNorm norm && contains(norm.x())) {
                norms.put(norm.output().id(), norm);
            }
        }
    }

    private int root(Value value) {
        int id = value.id();
        while (parents.containsKey(id) && parents.get(id) != id) {
            id = parents.get(id);
        }
        return id;
    }

    /// Whether `value` is the sum or a term of it.
    boolean contains(Value value) {
        return roots.contains(root(value));
    }

    /// The norm that `value` is the result of, if it is one of the stream.
    Optional<Node.RmsNorm> norm(Value value) {
        return Optional.ofNullable(norms.get(value.id()));
    }

    /// Whether `value` is the stream or a norm of it, and so turns with it.
    boolean turns(Value value) {
        return contains(value) || norms.containsKey(value.id());
    }

    /// The first thing that keeps the stream from being rotated.
    Optional<RotateResidual.Refused> obstacle() {
        if (roots.size() != 1) {
            String found = roots.isEmpty() ? "no table is" : "several tables are";
            return Optional.of(new RotateResidual.Refused(
                    Optional.empty(), found + " looked up for the residual stream to start from"));
        }
        for (Node node : graph.nodes()) {
            Optional<String> reason = obstacle(node);
            if (reason.isPresent()) {
                return Optional.of(new RotateResidual.Refused(Optional.of(node), reason.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> obstacle(Node node) {
        if (contains(node.output()) && !(node instanceof Node.Gather || isLinear(node) || node instanceof Node.Add)) {
            return Optional.of("the " + node.op() + " makes a term of the residual stream; only a linear can");
        }
        if (turns(node.output()) && isOutput(node.output())) {
            return Optional.of("the residual stream is an output of the model");
        }
        if (node.inputs().stream().anyMatch(this::contains) && !readsStream(node)) {
            return Optional.of("the " + node.op() + " reads the residual stream; only a norm or a linear can");
        }
        if (norms.containsKey(node.output().id())
                && norms.get(node.output().id()).offset() != 0) {
            return Optional.of("this norm of the residual stream adds a number to its scale");
        }
        boolean onlyLinears =
                readers.getOrDefault(node.output().id(), List.of()).stream().allMatch(ResidualStream::isLinear);
        return norms.containsKey(node.output().id()) && !onlyLinears
                ? Optional.of("this norm of the residual stream is read by more than linears")
                : Optional.empty();
    }

    private static boolean readsStream(Node node) {
        return isLinear(node) || node instanceof Node.Add || node instanceof Node.RmsNorm;
    }

    private static boolean isLinear(Node node) {
        return node instanceof Node.Linear;
    }

    private boolean isOutput(Value value) {
        return graph.outputs().stream().anyMatch(output -> output.value().equals(value));
    }
}
