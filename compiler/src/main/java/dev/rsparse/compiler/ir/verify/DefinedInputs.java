package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whatever a node or an output reads, type included, is a graph input or made by some node.
final class DefinedInputs implements Invariant {

    @Override
    public List<String> violations(Graph graph) {
        Set<Value> made = new HashSet<>(graph.inputs());
        graph.nodes().stream().map(Node::output).forEach(made::add);
        List<String> violations = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (Value input : node.inputs()) {
                if (!made.contains(input)) {
                    violations.add(node.output() + " reads " + input + ", which nothing makes");
                }
            }
        }
        for (Graph.Output output : graph.outputs()) {
            if (!made.contains(output.value())) {
                violations.add("output " + output.name() + " is " + output.value() + ", which nothing makes");
            }
        }
        return violations;
    }
}
