package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Uses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Applies rules to every node of a graph, in order, each rule once over the whole graph. What nothing reads is
/// dropped before the first rule, so that it does not count as a reader, and after each.
public final class Rewriter {

    private final List<Refusal> refusals = new ArrayList<>();

    /// A rule that recognised a node and left it alone.
    public record Refusal(String rule, Node node, String reason) {}

    /// The rewritten graph; `graph` itself when nothing changed.
    public Graph rewrite(Graph graph, List<Rule> rules) {
        Graph changed = dropUnread(graph);
        for (Rule rule : rules) {
            changed = dropUnread(apply(changed, rule));
        }
        return changed;
    }

    /// What was recognised but not rewritten, in graph order.
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    private Graph apply(Graph graph, Rule rule) {
        Uses uses = new Uses(graph);
        List<Node> nodes = new ArrayList<>();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            switch (rule.apply(node, uses)) {
                case Rule.Outcome.Replace(Node replacement) -> {
                    if (!replacement.output().equals(node.output())) {
                        throw new IllegalStateException(rule + " changed the value of " + node);
                    }
                    nodes.add(replacement);
                    changed = true;
                }
                case Rule.Outcome.NoMatch() -> nodes.add(node);
                case Rule.Outcome.Refused(String reason) -> {
                    refusals.add(new Refusal(rule.getClass().getSimpleName(), node, reason));
                    nodes.add(node);
                }
            }
        }
        return changed ? graph.withNodes(nodes) : graph;
    }

    /// The graph without what no output needs; `graph` itself when it needs all.
    static Graph dropUnread(Graph graph) {
        Set<Integer> read = new HashSet<>();
        graph.outputs().forEach(output -> read.add(output.value().id()));
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            if (read.contains(node.output().id())) {
                kept.add(node);
                node.inputs().forEach(input -> read.add(input.id()));
            }
        }
        return kept.size() == graph.nodes().size() ? graph : graph.withNodes(kept.reversed());
    }
}
