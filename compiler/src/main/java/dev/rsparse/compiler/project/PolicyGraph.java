package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.rewrite.RotateResidual;
import dev.rsparse.compiler.rewrite.RotatedWeights;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a policy runs, before any linear is thinned: the model as written, or in another basis. Both compute the
/// same dense function over linears of the same paths.
///
/// @param weights the values of the graph's weights
/// @param basis of the residual stream, where it is rotated
public record PolicyGraph(Graph graph, WeightSource weights, Optional<ResidualBasis> basis) {

    /// The graph of `policy`, in the basis that the weights alone give when it asks for one.
    ///
    /// @param messages told in one line what takes long
    /// @throws ProjectException when the policy asks for a rotation that the model does not allow
    public static PolicyGraph of(ModelProject project, CheckedPolicy policy, Consumer<String> messages) {
        if (policy.rotation().isEmpty()) {
            return new PolicyGraph(project.model().graph(), project.checkpoint(), Optional.empty());
        }
        RotateResidual.Rotated rotated = rotate(project, policy.rotation().get());
        return of(project, rotated, BasisStore.of(project, rotated, messages));
    }

    /// The graph of a policy that asks for a rotation, in a basis of the caller's.
    ///
    /// @throws ProjectException when the model does not allow it
    /// @throws IllegalArgumentException when `basis` is not as wide as the residual stream
    public static PolicyGraph of(ModelProject project, CheckedPolicy policy, ResidualBasis basis) {
        return of(project, rotate(project, policy.rotation().orElse(Span.NONE)), basis);
    }

    private static PolicyGraph of(ModelProject project, RotateResidual.Rotated rotated, ResidualBasis basis) {
        return new PolicyGraph(
                rotated.graph(), new RotatedWeights(rotated, project.checkpoint(), basis), Optional.of(basis));
    }

    private static RotateResidual.Rotated rotate(ModelProject project, Span asked) {
        return switch (RotateResidual.of(project.model().graph())) {
            case RotateResidual.Rotated rotated -> rotated;
            case RotateResidual.Refused(var node, String reason) -> {
                Diagnostic refused = Diagnostic.at(
                                asked,
                                Code.NOT_ROTATABLE,
                                "the residual stream cannot be rotated: " + reason,
                                "asked for here")
                        .help("leave 'rotate residual;' out of this policy");
                throw new ProjectException(
                        List.of(node.map(found -> refused.with(found.at().span(), "this stands in the way"))
                                .orElse(refused)),
                        project.sources());
            }
        };
    }
}
