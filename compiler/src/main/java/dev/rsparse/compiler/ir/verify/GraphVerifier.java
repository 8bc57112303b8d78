package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.GraphPrinter;
import java.util.List;

/// Checks all invariants of a graph.
public final class GraphVerifier {

    /// Later ones may rely on what the earlier ones found sound.
    private static final List<Invariant> INVARIANTS = List.of(
            new UniqueIds(), new DefinedInputs(), new TopologicalOrder(), new WeightShapes(), new OutputTypes());

    private GraphVerifier() {}

    /// @throws IllegalStateException naming what is broken and showing the graph
    public static void verify(Graph graph) {
        for (Invariant invariant : INVARIANTS) {
            List<String> violations = invariant.violations(graph);
            if (!violations.isEmpty()) {
                throw new IllegalStateException(invariant.getClass().getSimpleName() + " is broken: "
                        + String.join("; ", violations) + "\n" + GraphPrinter.print(graph));
            }
        }
    }
}
