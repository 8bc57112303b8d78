package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.rewrite.RotateResidual;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The basis that a model's weights alone give its residual stream, from the cache beside the source where that is
/// worth it.
final class BasisStore {

    /// Below this width a basis is computed in less time than its checkpoint is hashed.
    private static final int CACHED_WIDTH = 1024;

    private BasisStore() {}

    /// @param messages told in one line when the basis has to be computed and that takes time, or cannot be kept
    /// @throws ProjectException when a weight holds NaN or infinity
    static ResidualBasis of(ModelProject project, RotateResidual.Rotated graph, Consumer<String> messages) {
        if (graph.width() < CACHED_WIDTH) {
            return compute(project, graph);
        }
        MatrixCache cache = MatrixCache.of(project);
        // A source that binds other tensors has another basis over the same files.
        String name = "residual basis "
                + Integer.toHexString(graph.readers(true).toString().hashCode());
        Optional<ResidualBasis> cached = cache.find(name).flatMap(matrix -> sound(matrix, graph.width()));
        if (cached.isPresent()) {
            return cached.get();
        }
        messages.accept("computing a basis of the residual stream ("
                + ProviderChoice.once().reason() + ")");
        ResidualBasis computed = compute(project, graph);
        cache.keep(Map.of(name, computed.q()), messages);
        return computed;
    }

    private static Optional<ResidualBasis> sound(Matrix q, int width) {
        try {
            return Optional.of(new ResidualBasis(q)).filter(basis -> basis.width() == width);
        } catch (IllegalArgumentException _) {
            // A damaged cache is no cache.
            return Optional.empty();
        }
    }

    private static ResidualBasis compute(ModelProject project, RotateResidual.Rotated graph) {
        try {
            return ResidualBasis.of(graph, project.weights(), true, Optional.empty(), 0);
        } catch (IllegalArgumentException problem) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.NOT_FINITE,
                    "the residual stream has no basis: " + problem.getMessage(),
                    "a checkpoint with NaN or infinity cannot be rotated");
        }
    }
}
