package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Weight;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What an `assert` counts of a policy, as the policy asks for it rather than as masks fall.
///
/// @param sites linears that are thinned
/// @param meanSparsity share of their bytes that is not read; 0 when there are none
/// @param keptBytes share of the bytes of all linears inside a `repeat`, and of any other that is thinned, that is
///     kept: the `nominalKeptBytes` of `rsparsec eval`
public record PolicyFigures(long sites, double meanSparsity, double keptBytes) {

    /// @param thinned paths of the linears that the policy thins
    /// @param kept share of a thinned linear's bytes that is kept
    public static PolicyFigures of(Graph graph, Set<String> thinned, ToDoubleFunction<Weight> kept) {
        Set<String> sites = new HashSet<>();
        double thinnedElements = 0;
        double coveredElements = 0;
        double left = 0;
        for (Node node : graph.nodes()) {
            if (!(node instanceof Node.Linear linear)) {
                continue;
            }
            Weight weight = linear.weight();
            if (thinned.contains(weight.path())) {
                sites.add(weight.path());
                thinnedElements += weight.elements();
                left += (1 - kept.applyAsDouble(weight)) * weight.elements();
            }
            if (thinned.contains(weight.path()) || !linear.at().scope().isEmpty()) {
                coveredElements += weight.elements();
            }
        }
        return new PolicyFigures(sites.size(), share(left, thinnedElements), 1 - share(left, coveredElements));
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
