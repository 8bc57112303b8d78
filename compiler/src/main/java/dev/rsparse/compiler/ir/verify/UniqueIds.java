package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Each value is made once and no two share an id.
final class UniqueIds implements Invariant {

    @Override
    public List<String> violations(Graph graph) {
        List<Value> made = new ArrayList<>(graph.inputs());
        graph.nodes().stream().map(Node::output).forEach(made::add);
        Set<Integer> seen = new HashSet<>();
        return made.stream()
                .filter(value -> !seen.add(value.id()))
                .map(value -> value + " is made twice")
                .toList();
    }
}
