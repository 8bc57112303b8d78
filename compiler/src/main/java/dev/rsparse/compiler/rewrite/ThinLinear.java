package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import java.util.Map;

/// ```
/// Linear(x, w)  ->  SparseLowRankLinear(x, w)       when the policy thins the site of w by columns
/// ```
///
/// R-Sparse (arXiv:2504.19449): only the columns of channels whose score is above the threshold are read; a
/// low-rank product stands in for the rest.
public final class ThinLinear implements Rule {

    private final Map<String, Thinning> thinnings;

    /// @param thinnings by the path of the linear's weight; sites that are not in it stay dense
    public ThinLinear(Map<String, Thinning> thinnings) {
        this.thinnings = Map.copyOf(thinnings);
    }

    @Override
    public Numerics numerics() {
        return Numerics.APPROXIMATE;
    }

    @Override
    public Outcome apply(Node node, Uses uses) {
        if (!(node instanceof Node.Linear linear)) {
            return new Outcome.NoMatch();
        }
        Thinning thinning = thinnings.get(linear.weight().path());
        if (thinning == null || thinning.skip() != Thinning.Skip.COLUMNS) {
            return new Outcome.NoMatch();
        }
        if (thinning.threshold() < 0 || Float.isNaN(thinning.threshold())) {
            // Padding scores 0 and must never pass for a kept channel.
            return new Outcome.Refused("the threshold " + thinning.threshold() + " is not a magnitude");
        }
        // A linear of the stack that nothing needs is gone from the graph.
        List<Weight> stack = uses.weights(linear.x(), thinning.stack());
        List<Weight> scored = stack.isEmpty() ? List.of(linear.weight()) : stack;
        return new Outcome.Replace(new Node.SparseLowRankLinear(
                linear.at(), linear.output(), linear.x(), linear.weight(), scored, thinning));
    }
}
