package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.GatedProduct.Search;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Uses;
import java.util.Map;
import java.util.Optional;

/// ```
/// SiluMul(gate, Linear(x, up))  ->  GatedRowsLinear(x, gate, up)
///                                   when the policy skips rows of up and one linear reads the product
/// ```
///
/// Only the rows of `up` are read that a large gate multiplies (CATS, arXiv:2404.08763, which scores by the gate
/// alone). The linear that reads the product finds zeros for the others, and skips their columns when it is thinned
/// by columns.
public final class SkipRowsOfUp implements Rule {

    private final Map<String, Thinning> thinnings;

    /// @param thinnings by the path of the linear's weight; those by columns are not this rule's
    public SkipRowsOfUp(Map<String, Thinning> thinnings) {
        this.thinnings = Map.copyOf(thinnings);
    }

    @Override
    public Numerics numerics() {
        return Numerics.APPROXIMATE;
    }

    @Override
    public Outcome apply(Node node, Uses uses) {
        return node.inputs().stream()
                .flatMap(input -> uses.maker(input).stream())
                .filter(maker -> maker instanceof Node.Linear up && skipsRows(up))
                .findFirst()
                .map(up -> apply(node, (Node.Linear) up, uses))
                .orElseGet(Outcome.NoMatch::new);
    }

    private boolean skipsRows(Node.Linear up) {
        return Optional.ofNullable(thinnings.get(up.weight().path()))
                .filter(thinning -> thinning.skip() == Thinning.Skip.ROWS)
                .isPresent();
    }

    private Outcome apply(Node node, Node.Linear up, Uses uses) {
        Thinning thinning = thinnings.get(up.weight().path());
        if (thinning.threshold() < 0 || Float.isNaN(thinning.threshold())) {
            // Padding scores 0 and must never pass for a kept row.
            return new Outcome.Refused("the threshold " + thinning.threshold() + " is not a magnitude");
        }
        return switch (GatedProduct.search(up, uses)) {
            case Search.Missing(var reason) -> new Outcome.Refused(reason);
            case Search.Found(var found) ->
                new Outcome.Replace(new Node.GatedRowsLinear(
                        node.at(), node.output(), up.x(), found.gate(), up.weight(), found.reader(), thinning));
        };
    }
}
