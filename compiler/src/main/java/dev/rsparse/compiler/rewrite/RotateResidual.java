package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// ```
/// x = Gather(E)                        x = Gather(E Q)
/// h = RmsNorm(x, n)                    h = RmsNorm(x)
/// y = f(Linear(h, W))          ->      y = f(Linear(h, W diag(n) Q))
/// x = Add(x, Linear(y, V))             x = Add(x, Linear(y, Qᵀ V))
/// ```
///
/// Writes the residual stream in another orthogonal basis `Q`. A norm without a scale commutes with `Q`, and what
/// multiplies the norm takes its scale, so that the model computes what it did. What changes is which channels are
/// small: in a good basis, thinning loses less (SliceGPT, arXiv:2401.15024, section 3, for the folding).
///
/// It looks at the whole graph, which a [Rule] cannot: the stream turns everywhere or nowhere. What the new weights
/// hold is left to [RotatedWeights], so a graph can be rotated before a basis is known. Numerics: the same sums in
/// another order, over weights that are rounded to float once more.
public final class RotateResidual {

    /// What became of a graph.
    public sealed interface Outcome permits Rotated, Refused {}

    /// The graph with its stream in another basis.
    ///
    /// @param tensors the weights that are computed, by the name `graph` calls them, in graph order
    public record Rotated(Graph graph, Map<String, RotatedTensor> tensors) implements Outcome {

        public Rotated {
            tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        }

        /// Width of the stream.
        public int width() {
            return tensors.values().stream()
                    .filter(RotatedTensor::columns)
                    .findFirst()
                    .orElseThrow()
                    .type()
                    .size(1);
        }

        /// The linears that multiply the stream, in graph order.
        ///
        /// @param head whether one whose result is an output of the model counts
        public List<RotatedTensor> readers(boolean head) {
            return graph.nodes().stream()
                    .filter(node -> node instanceof Node.Linear linear
                            && tensors.containsKey(linear.weight().tensor())
                            && (head || !isOutput(linear)))
                    .map(node -> tensors.get(((Node.Linear) node).weight().tensor()))
                    .filter(RotatedTensor::columns)
                    .distinct()
                    .toList();
        }

        private boolean isOutput(Node node) {
            return graph.outputs().stream().anyMatch(output -> output.value().equals(node.output()));
        }
    }

    /// The stream cannot be rotated.
    ///
    /// @param node what stands in the way, if it is one node
    public record Refused(Optional<Node> node, String reason) implements Outcome {}

    private final ResidualStream stream;
    private final Map<String, RotatedTensor> tensors = new LinkedHashMap<>();
    /// What the weight of each linear becomes, by its path; empty for one that stays.
    private final Map<String, Optional<RotatedTensor>> byPath = new HashMap<>();

    private RotateResidual(ResidualStream stream) {
        this.stream = stream;
    }

    /// Rotates `graph`, which must not be thinned yet. What nothing reads is dropped.
    public static Outcome of(Graph graph) {
        Graph read = Rewriter.dropUnread(graph);
        ResidualStream stream = new ResidualStream(read);
        Optional<Refused> obstacle = stream.obstacle();
        return obstacle.isPresent() ? obstacle.get() : new RotateResidual(stream).rotate(read);
    }

    private Outcome rotate(Graph graph) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Linear linear && isUsedOtherwise(linear)) {
                return new Refused(
                        Optional.of(node),
                        "the weight " + linear.weight().path() + " is used here and elsewhere, in two bases");
            }
            nodes.add(rotate(node));
        }
        return new Rotated(graph.withNodes(nodes), tensors);
    }

    /// One path is one entry of the weight file, so its linears must agree on what it holds.
    private boolean isUsedOtherwise(Node.Linear linear) {
        Optional<RotatedTensor> rotated = rotated(linear);
        Optional<RotatedTensor> earlier = byPath.putIfAbsent(linear.weight().path(), rotated);
        return earlier != null && !earlier.equals(rotated);
    }

    private Node rotate(Node node) {
        return switch (node) {
            case Node.Gather gather ->
                new Node.Gather(gather.at(), gather.output(), table(gather.table()), gather.indices());
            case Node.RmsNorm norm
            when stream.contains(norm.x()) ->
                new Node.RmsNorm(norm.at(), norm.output(), norm.x(), Optional.empty(), norm.epsilon());
            case Node.Linear linear ->
                new Node.Linear(
                        linear.at(),
                        linear.output(),
                        linear.x(),
                        rotated(linear)
                                .map(tensor -> add(tensor, linear.weight().path()))
                                .orElse(linear.weight()));
            case Node.RmsNorm _,
                    Node.SparseLowRankLinear _,
                    Node.GatedRowsLinear _,
                    Node.Positions _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Slice _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    PictureNode _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> node;
        };
    }

    /// The table under a path of its own: a linear may have the same one, and its weight becomes another.
    private Weight table(Weight table) {
        Weight rows = new Weight(table.path() + ".rows", table.tensor(), table.type());
        return add(RotatedTensor.of(rows, Optional.empty(), true, false), rows.path());
    }

    private Optional<RotatedTensor> rotated(Node.Linear linear) {
        boolean reads = stream.turns(linear.x());
        boolean writes = stream.contains(linear.output());
        Optional<String> scale =
                stream.norm(linear.x()).flatMap(Node.RmsNorm::scale).map(Weight::tensor);
        return reads || writes
                ? Optional.of(RotatedTensor.of(linear.weight(), scale, reads, writes))
                : Optional.empty();
    }

    private Weight add(RotatedTensor tensor, String path) {
        tensors.put(tensor.name(), tensor);
        return tensor.at(path);
    }
}
