package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node stands after the nodes it reads.
final class TopologicalOrder implements Invariant {

    @Override
    public List<String> violations(Graph graph) {
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            positions.put(graph.nodes().get(i).output().id(), i);
        }
        List<String> violations = new ArrayList<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            for (Value input : node.inputs()) {
                if (positions.getOrDefault(input.id(), -1) >= i) {
                    violations.add(node.output() + " reads " + input + ", which is made later");
                }
            }
        }
        return violations;
    }
}
