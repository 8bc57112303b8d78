package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.rewrite.RotateResidual;
import dev.rsparse.compiler.rewrite.RotatedWeights;
import dev.rsparse.compiler.weights.RowScales;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What a policy runs, before any linear is thinned: the model as written, or in another basis. Both compute the
/// same dense function over linears of the same paths.
///
/// @param weights the values of the graph's weights, and of the row scales in `tensors`
/// @param tensors the basis where the residual stream is rotated, measured or not, and the row scales that were
///     measured
public record PolicyGraph(Graph graph, WeightSource weights, PolicyTensors tensors) {

    /// The graph of `policy` with the tensors that were measured for it, if any were. Without, a rotated one is in
    /// the basis that the weights alone give.
    ///
    /// @param lock what was measured for policies
    /// @param messages told in one line what takes long
    /// @throws ProjectException when the policy asks for a rotation that the model does not allow, or the tensors
    ///     that the lock names are not there
    public static PolicyGraph of(
            ModelProject project, CheckedPolicy policy, Optional<Lock> lock, Consumer<String> messages) {
        // What stands in the lock of a policy that thins nothing now is of one that did.
        Optional<String> digest = lock.filter(_ -> !policy.isDense())
                .map(found -> found.policies().get(policy.name()))
                .map(Lock.Policy::tensors)
                .filter(found -> !found.isEmpty());
        PolicyTensors tensors = digest.map(found -> TensorStore.of(project).read(policy.name(), found))
                .orElse(PolicyTensors.NONE);
        return of(project, policy, tensors, messages);
    }

    /// The graph of `policy` with the tensors in `measured` that it uses. Without a basis among them, a rotated one
    /// is in that which the weights alone give.
    ///
    /// @param messages told in one line what takes long
    /// @throws ProjectException when the policy asks for a rotation that the model does not allow
    /// @throws IllegalArgumentException when the basis is not as wide as the residual stream
    public static PolicyGraph of(
            ModelProject project, CheckedPolicy policy, PolicyTensors measured, Consumer<String> messages) {
        Map<String, float[]> rowScales = measured.rowScales();
        if (policy.rotation().isEmpty()) {
            return new PolicyGraph(
                    project.model().graph(),
                    withScales(project.weights(), rowScales),
                    new PolicyTensors(Optional.empty(), rowScales));
        }
        RotateResidual.Rotated rotated = rotate(project, policy);
        ResidualBasis basis = measured.basis().orElseGet(() -> BasisStore.of(project, rotated, messages));
        return new PolicyGraph(
                rotated.graph(),
                withScales(new RotatedWeights(rotated, project.weights(), basis), rowScales),
                new PolicyTensors(Optional.of(basis), rowScales));
    }

    private static WeightSource withScales(WeightSource weights, Map<String, float[]> rowScales) {
        return rowScales.isEmpty() ? weights : new RowScales(weights, rowScales);
    }

    /// The basis of the residual stream, where it is rotated.
    public Optional<ResidualBasis> basis() {
        return tensors.basis();
    }

    /// The model's graph with its residual stream rotated, before a basis is chosen.
    ///
    /// @param policy the one that asks for it
    /// @throws ProjectException when the model does not allow it
    public static RotateResidual.Rotated rotate(ModelProject project, CheckedPolicy policy) {
        Span asked = policy.rotation().orElse(Span.NONE);
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
