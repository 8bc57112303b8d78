package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Linears that read one value and run as one product: their weights are stored as one matrix, column by column,
/// with the outputs of all of them one behind the other in a strip.
///
/// @param linears dense ones, or thinned ones that keep the same channels; at least one
/// @param reading which columns a decoded token reads
/// @param parts how many parts the channels are cut into, whatever the number of threads
/// @param runs in how many runs of the columns a list of kept channels moves on side by side
/// @param reason why, for people
public record Product(List<Node> linears, Reading reading, int parts, int runs, String reason) {

    /// Which columns a decoded token reads. What is computed does not depend on it.
    public enum Reading {
        /// All, because nothing is thinned.
        ALL,
        /// Those of the kept channels.
        KEPT,
        /// All, with inputs of 0 for the channels that are not kept: one long run is read faster than many short
        /// strips.
        MASKED
    }

    public Product {
        linears = List.copyOf(linears);
    }

    /// What all of them multiply.
    public Value x() {
        return linears.getFirst().inputs().getFirst();
    }

    /// Channels of [#x].
    public int in() {
        return weights().getFirst().type().size(1);
    }

    /// The weight of each linear.
    public List<Weight> weights() {
        return linears.stream().map(Product::weight).toList();
    }

    /// The first of the linears if they are thinned; all of them choose the same channels.
    public Optional<Node.SparseLowRankLinear> thinned() {
        return linears.getFirst() instanceof Node.SparseLowRankLinear linear ? Optional.of(linear) : Optional.empty();
    }

    /// Paths of the weights, the common part once: `layer[0].q+k+v`.
    public String name() {
        List<String> paths = weights().stream().map(Weight::path).toList();
        String first = paths.getFirst();
        String prefix = first.substring(0, first.lastIndexOf('.') + 1);
        boolean common = paths.stream().allMatch(path -> path.startsWith(prefix));
        return common
                ? prefix
                        + paths.stream()
                                .map(path -> path.substring(prefix.length()))
                                .collect(Collectors.joining("+"))
                : String.join("+", paths);
    }

    /// The weight of a linear, thinned by columns or dense.
    public static Weight weight(Node linear) {
        return switch (linear) {
            case Node.Linear dense -> dense.weight();
            case Node.SparseLowRankLinear thinned -> thinned.weight();
            case Node.Gather _,
                    Node.RmsNorm _,
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
                    Node.Mul _ -> throw new IllegalArgumentException(linear.op() + " has no columns");
        };
    }

    /// Rank of the low-rank term of a linear; 0 without one.
    public static int rank(Node linear) {
        return linear instanceof Node.SparseLowRankLinear thinned
                ? thinned.thinning().rank()
                : 0;
    }
}
