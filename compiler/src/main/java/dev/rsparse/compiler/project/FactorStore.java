package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Low-rank factors from the cache beside a source, computed from the weights where the cache has none, or ones of
/// too small a rank. They belong to a tensor, and to the basis it is written in.
public final class FactorStore implements FactorSource {

    private final Map<String, Factors> factors;

    private FactorStore(Map<String, Factors> factors) {
        this.factors = factors;
    }

    /// Factors for every thinned linear that needs them.
    ///
    /// @param runs what the policy runs
    /// @param messages told in one line when factors have to be computed, or cannot be kept
    /// @throws ProjectException when a weight holds NaN or infinity
    public static FactorStore of(
            ModelProject project, PolicyGraph runs, Map<String, Thinning> thinnings, Consumer<String> messages) {
        Map<String, Integer> ranks = ranks(thinnings);
        if (ranks.isEmpty()) {
            return new FactorStore(Map.of());
        }
        MatrixCache cache = MatrixCache.of(project);
        Map<String, String> tensors = tensors(runs);
        String basis = runs.basis().map(turned -> " by " + turned.fingerprint()).orElse("");
        Map<String, Factors> factors = new LinkedHashMap<>();
        Map<String, Matrix> computed = new TreeMap<>();
        ranks.keySet()
                .forEach(site ->
                        cached(cache, site, tensors.get(site) + basis).ifPresent(found -> factors.put(site, found)));
        ranks.entrySet().removeIf(wanted -> isEnough(factors.get(wanted.getKey()), wanted.getValue()));
        if (ranks.isEmpty()) {
            return new FactorStore(factors);
        }
        messages.accept("computing low-rank factors of " + ranks.size() + " linears ("
                + ProviderChoice.once().reason() + ")");
        ranks.forEach((site, rank) -> {
            Factors made = compute(project, runs.weights(), site, tensors.get(site), rank);
            factors.put(site, made);
            put(computed, tensors.get(site) + basis, made);
        });
        cache.keep(computed, messages);
        return new FactorStore(factors);
    }

    private static Map<String, Integer> ranks(Map<String, Thinning> thinnings) {
        Map<String, Integer> ranks = new TreeMap<>();
        thinnings.forEach((site, thinning) -> {
            if (thinning.rank() > 0) {
                ranks.put(site, thinning.rank());
            }
        });
        return ranks;
    }

    private static boolean isEnough(Factors found, int rank) {
        return found != null && found.rank() >= rank;
    }

    @Override
    public Factors factors(String site, int rank) {
        return factors.get(site).toRank(rank);
    }

    private static Factors compute(ModelProject project, WeightSource weights, String site, String tensor, int rank) {
        try {
            TruncatedSvd svd = new TruncatedSvd(ProviderChoice.once().algebra());
            return Factors.of(site, matrix(weights, tensor), rank, svd);
        } catch (IllegalArgumentException problem) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.NOT_FINITE,
                    problem.getMessage(),
                    "a checkpoint with NaN or infinity cannot be factored; set split 1.0 for this linear");
        }
    }

    /// Tensor by site.
    private static Map<String, String> tensors(PolicyGraph runs) {
        Map<String, String> tensors = new LinkedHashMap<>();
        for (Node node : runs.graph().nodes()) {
            if (node instanceof Node.Linear linear) {
                tensors.put(linear.weight().path(), linear.weight().tensor());
            }
        }
        return tensors;
    }

    private static Matrix matrix(WeightSource weights, String tensor) {
        TensorType type = weights.find(tensor).orElseThrow();
        Matrix matrix = Matrix.zeros(type.size(0), type.size(1));
        weights.read(tensor, 0, matrix.data(), 0, matrix.data().length);
        return matrix;
    }

    private static Optional<Factors> cached(MatrixCache cache, String site, String key) {
        Optional<Matrix> u = cache.find(key + ".u");
        Optional<Matrix> v = cache.find(key + ".v");
        return u.isPresent() && v.isPresent()
                ? Optional.of(new Factors(
                        site, u.get().cols(), u.get().data(), v.get().data()))
                : Optional.empty();
    }

    private static void put(Map<String, Matrix> matrices, String key, Factors factors) {
        int rank = factors.rank();
        matrices.put(key + ".u", new Matrix(factors.u().length / rank, rank, factors.u()));
        matrices.put(key + ".v", new Matrix(rank, factors.v().length / rank, factors.v()));
    }
}
