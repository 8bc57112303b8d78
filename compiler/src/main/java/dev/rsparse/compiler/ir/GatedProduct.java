package dev.rsparse.compiler.ir;

import java.util.Optional;

/// Where rows of a weight can be skipped: `down(silu(gate) * up(x))`, in which an output of `up` that a small
/// `silu(gate)` multiplies adds next to nothing to what `down` makes.
///
/// @param product the node that multiplies, a [Node.SiluMul], or a [Node.Mul] with a [Node.Silu] on either side
/// @param gate what the silu is taken of
/// @param up the linear that the product alone reads
/// @param reader weight of the linear that alone reads the product
public record GatedProduct(Node product, Value gate, Node.Linear up, Weight reader) {

    /// What a look for the product that `up` goes into gives.
    public sealed interface Search {
        /// There it is.
        record Found(GatedProduct found) implements Search {}

        /// It is not there, or its rows are needed.
        record Missing(String reason) implements Search {}
    }

    /// Looks for the product that `up` goes into, whether or not silu and product are fused.
    public static Search search(Node.Linear up, Uses uses) {
        if (uses.linears(up.weight()) > 1) {
            return new Search.Missing("several linears share its weight");
        }
        if (uses.count(up.output()) > 1) {
            return new Search.Missing("its output has other readers");
        }
        Optional<Node> product = uses.onlyReader(up.output());
        Optional<Value> gate = product.flatMap(node -> gate(node, up.output(), uses));
        if (gate.isEmpty()) {
            return new Search.Missing(product.flatMap(node -> otherGate(node, up.output(), uses))
                    .map(activation -> "its output is multiplied by a " + activation
                            + ", and rows are skipped behind a silu alone")
                    .orElse("no silu multiplies its output"));
        }
        Optional<Weight> reader = uses.onlyReader(product.get().output())
                .flatMap(node -> linear(node, product.get().output()));
        if (reader.isEmpty()) {
            return new Search.Missing("the product is not read by one linear alone");
        }
        return new Search.Found(new GatedProduct(product.get(), gate.get(), up, reader.get()));
    }

    private static Optional<Value> gate(Node product, Value up, Uses uses) {
        return switch (product) {
            case Node.SiluMul fused -> fused.up().equals(up) ? Optional.of(fused.gate()) : Optional.empty();
            case Node.Mul mul ->
                uses.maker(mul.left().equals(up) ? mul.right() : mul.left())
                        .filter(Node.Silu.class::isInstance)
                        .map(node -> ((Node.Silu) node).x());
            case Node.Gather _,
                    Node.RmsNorm _,
                    Node.Linear _,
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
                    Node.Add _ -> Optional.empty();
        };
    }

    /// The function, another than silu, whose result a product multiplies `up` by.
    private static Optional<String> otherGate(Node product, Value up, Uses uses) {
        return product instanceof Node.Mul mul
                ? uses.maker(mul.left().equals(up) ? mul.right() : mul.left())
                        .filter(Node.Pointwise.class::isInstance)
                        .map(Node::op)
                : Optional.empty();
    }

    /// The weight of a linear that multiplies `x`, thinned or not.
    private static Optional<Weight> linear(Node reader, Value x) {
        return switch (reader) {
            case Node.Linear linear -> Optional.of(linear.weight());
            case Node.SparseLowRankLinear linear -> Optional.of(linear.weight());
            // What it reads as its gate it does not multiply.
            case Node.GatedRowsLinear linear -> linear.x().equals(x) ? Optional.of(linear.weight()) : Optional.empty();
            case Node.Gather _,
                    Node.RmsNorm _,
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
                    Node.Mul _ -> Optional.empty();
        };
    }
}
