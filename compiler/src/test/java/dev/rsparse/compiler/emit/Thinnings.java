package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Ways to thin the linears of a test graph so that about half of the channels stay.
public record Thinnings(int rank, boolean columnNorms, Phase phase) {

    /// How to thin every linear inside a scope.
    public Map<String, Thinning> of(Graph graph) {
        Map<String, Thinning> thinnings = new TreeMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear && !node.at().scope().isEmpty()) {
                thinnings.put(linear.weight().path(), of(linear.weight()));
            }
        }
        return thinnings;
    }

    /// The same, with rows skipped wherever a gate multiplies a linear's output.
    public Map<String, Thinning> withRows(Graph graph, double gamma) {
        Map<String, Thinning> thinnings = of(graph);
        Uses uses = new Uses(graph);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear up
                    && GatedProduct.search(up, uses) instanceof GatedProduct.Search.Found(GatedProduct found)) {
                thinnings.put(up.weight().path(), rows(found.reader(), gamma));
            }
        }
        return thinnings;
    }

    /// The same, with one mask for the linears of each scope that read one value, scored together.
    public Map<String, Thinning> withSharedMasks(Graph graph) {
        Map<String, Thinning> thinnings = of(graph);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear
                    && thinnings.containsKey(linear.weight().path())) {
                List<Weight> stack = new Uses(graph).weights(linear.x(), List.copyOf(thinnings.keySet()));
                // Norms of all rows together; the threshold of one of the linears would keep too many channels.
                int rows =
                        stack.stream().mapToInt(weight -> weight.type().size(0)).sum();
                double norm = Math.sqrt((double) rows / stack.getFirst().type().size(1));
                Thinning together = thinnings
                        .get(linear.weight().path())
                        .withStack(stack.stream().map(Weight::path).toList())
                        .withThreshold((float) (median(linear.weight()) * norm));
                thinnings.put(linear.weight().path(), together);
            }
        }
        return thinnings;
    }

    /// The median magnitude of the silu of a gate of variance one, times what the norms come to.
    private Thinning rows(Weight reader, double gamma) {
        // Rows of `in` weights of variance 1/in have norm one; the reader's columns have `out` of them.
        double norm = Math.sqrt((double) reader.type().size(0) / reader.type().size(1));
        float threshold = (float) (0.2 * Math.pow(norm, gamma));
        return new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, gamma, threshold, phase);
    }

    /// How to thin one linear.
    public Thinning of(Weight weight) {
        return Thinning.columns(0.5, rank == 0 ? 1 : 0.9, rank, columnNorms ? 1 : 0, threshold(weight), phase);
    }

    /// The median magnitude of inputs: of normalised values about 0.67; what attention and gates give is smaller.
    private float threshold(Weight weight) {
        // A column of `out` weights, each of variance 1/in, has about this norm.
        double norm = Math.sqrt((double) weight.type().size(0) / weight.type().size(1));
        return (float) (columnNorms ? median(weight) * norm : median(weight));
    }

    private static double median(Weight weight) {
        return weight.path().endsWith("down") ? 0.15 : weight.path().endsWith("o") ? 0.3 : 0.6;
    }
}
