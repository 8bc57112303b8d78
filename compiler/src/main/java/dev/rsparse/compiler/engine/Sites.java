package dev.rsparse.compiler.engine;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.rewrite.Budget;
import java.util.List;
import java.util.Map;

/// The linears a policy is counted over: all inside a `repeat`, and any other that is thinned. Embedding and head
/// stay outside otherwise, as in the paper.
public final class Sites {

    private Sites() {}

    /// Weights of the covered linears of a dense graph, in graph order.
    public static List<Weight> covered(Graph graph, Map<String, Thinning> thinnings) {
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .filter(linear -> !linear.at().scope().isEmpty()
                        || thinnings.containsKey(linear.weight().path()))
                .map(Node.Linear::weight)
                .toList();
    }

    /// Number of weights in all covered linears.
    public static long elements(Graph graph, Map<String, Thinning> thinnings) {
        return covered(graph, thinnings).stream().mapToLong(Weight::elements).sum();
    }

    /// Share of the covered linears' bytes that `thinnings` asks to keep, 0..1: `1 - s`, or the channels' share and
    /// the factors where a rank is given in place of the one the paper derives. 1 when there is nothing to thin.
    public static double nominalKept(Graph graph, Map<String, Thinning> thinnings) {
        double kept = 0;
        for (Weight weight : covered(graph, thinnings)) {
            Thinning thinning = thinnings.get(weight.path());
            kept += weight.elements() * (thinning == null ? 1 : nominalKept(weight, thinning));
        }
        // A graph without layers keeps all that a policy may thin, which is nothing.
        long elements = elements(graph, thinnings);
        return elements == 0 ? 1 : kept / elements;
    }

    /// Share of one linear's bytes that `thinning` asks to keep, 0..1.
    public static double nominalKept(Weight weight, Thinning thinning) {
        int out = weight.type().size(0);
        int in = weight.type().size(1);
        Budget budget = Budget.of(in, out, thinning.sparsity(), thinning.split());
        return budget.rank() == thinning.rank()
                ? 1 - thinning.sparsity()
                : (1 - thinning.sparsity()) * thinning.split() + weight.factorShare(thinning.rank());
    }
}
