package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import dev.rsparse.compiler.rewrite.RotateResidual;
import dev.rsparse.compiler.rewrite.RotatedTensor;
import dev.rsparse.compiler.rewrite.RotatedWeights;
import dev.rsparse.compiler.tune.Survey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Measures over a text what policies need to know before their scores can be: the basis of the residual stream,
/// and how large the outputs usually are whose rows may be skipped. Neither depends on how far a policy thins.
public final class TensorMeasurer {

    /// Weight of the text's second moments beside those of the weights: quill-7m loses least with as much of each.
    private static final double COVARIANCE_WEIGHT = 1;

    /// Windows whose moments are in memory at a time, one square of the stream's width each.
    private static final int WINDOWS_AT_ONCE = 16;

    private final ModelProject project;
    private final Optional<RotateResidual.Rotated> rotated;
    private final boolean rows;

    /// @param rotating a policy that rotates the residual stream, where a basis is wanted
    /// @param rows whether the outputs of all linears in gated products are wanted
    /// @throws ProjectException when the model cannot be rotated
    public TensorMeasurer(ModelProject project, Optional<CheckedPolicy> rotating, boolean rows) {
        this.project = project;
        this.rotated = rotating.map(policy -> PolicyGraph.rotate(project, policy));
        this.rows = rows;
    }

    /// For what `policies` need, all of them together.
    public static TensorMeasurer of(ModelProject project, List<CheckedPolicy> policies) {
        List<CheckedPolicy> thinning =
                policies.stream().filter(policy -> !policy.isDense()).toList();
        return new TensorMeasurer(
                project,
                thinning.stream().filter(CheckedPolicy::rotated).findFirst(),
                thinning.stream().anyMatch(policy -> skipsScaledRows(project, policy)));
    }

    private static boolean skipsScaledRows(ModelProject project, CheckedPolicy policy) {
        // A search may choose rows where the policy itself does not.
        boolean searched = policy.tune()
                .filter(tune -> tune.skips().contains(Thinning.Skip.ROWS))
                .isPresent();
        return searched
                || !PolicyTensors.scaledRows(new PolicyResolver(project, policy).asked())
                        .isEmpty();
    }

    /// How often the windows are read; not at all where nothing is wanted.
    public int passes() {
        return (rotated.isPresent() ? 1 : 0) + (rows ? 1 : 0);
    }

    /// Reads the windows and measures.
    ///
    /// @param progress told the number of windows done in all passes, from any thread
    /// @throws ProjectException when weights or activations are not finite
    /// @throws InterruptedException when the thread was interrupted
    public PolicyTensors run(List<int[]> windows, IntConsumer progress) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        IntConsumer count = _ -> progress.accept(done.incrementAndGet());
        Optional<ResidualBasis> basis = rotated.isPresent()
                ? Optional.of(basis(rotated.get(), covariance(rotated.get(), windows, count)))
                : Optional.empty();
        return new PolicyTensors(basis, rows ? rowScales(windows, count) : Map.of());
    }

    /// On the model as written, whether a basis is measured too or not: the same text gives the same numbers.
    private Map<String, float[]> rowScales(List<int[]> windows, IntConsumer progress) throws InterruptedException {
        Interpreter interpreter = new Interpreter(rewritten(project.model().graph()), project.weights());
        try (Workers workers = workers()) {
            return new Survey(interpreter, windows, workers, progress).rowScales();
        }
    }

    private static Workers workers() {
        return new Workers(Runtime.getRuntime().availableProcessors());
    }

    private static Graph rewritten(Graph graph) {
        return Pipeline.rewrite(graph, Map.of());
    }

    private static ResidualBasis identity(int width) {
        Matrix q = Matrix.zeros(width, width);
        for (int i = 0; i < width; i++) {
            q.data()[i * width + i] = 1;
        }
        return new ResidualBasis(q);
    }

    /// Second moments of what the norms of the stream make, their scales folded away: rotated by nothing.
    private Matrix covariance(RotateResidual.Rotated graph, List<int[]> windows, IntConsumer progress)
            throws InterruptedException {
        Interpreter interpreter = new Interpreter(
                rewritten(graph.graph()), new RotatedWeights(graph, project.weights(), identity(graph.width())));
        Set<String> sites = readersOfNorms(graph);
        Matrix sum = Matrix.zeros(graph.width(), graph.width());
        try (Workers workers = workers()) {
            for (int from = 0; from < windows.size(); from += WINDOWS_AT_ONCE) {
                List<int[]> some = windows.subList(from, Math.min(from + WINDOWS_AT_ONCE, windows.size()));
                Matrix part = new Survey(interpreter, some, workers, progress).covariance(sites, sum.rows());
                float share = (float) some.size() / windows.size();
                for (int i = 0; i < sum.data().length; i++) {
                    sum.data()[i] += share * part.data()[i];
                }
            }
        }
        return sum;
    }

    /// All but the head, which is not thinned.
    private static Set<String> readersOfNorms(RotateResidual.Rotated rotated) {
        List<RotatedTensor> readers = rotated.readers(false);
        Set<Value> norms = new HashSet<>();
        Set<String> sites = new HashSet<>();
        for (Node node : rotated.graph().nodes()) {
            if (node instanceof Node.RmsNorm norm) {
                norms.add(norm.output());
            } else if (node instanceof Node.Linear linear
                    && norms.contains(linear.x())
                    && readers.contains(rotated.tensors().get(linear.weight().tensor()))) {
                sites.add(linear.weight().path());
            }
        }
        return sites;
    }

    private ResidualBasis basis(RotateResidual.Rotated graph, Matrix covariance) {
        try {
            return ResidualBasis.of(graph, project.weights(), false, Optional.of(covariance), COVARIANCE_WEIGHT);
        } catch (IllegalArgumentException problem) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.NOT_FINITE,
                    "the residual stream has no basis: " + problem.getMessage(),
                    "check the checkpoint: a dense run of it would give NaN too");
        }
    }
}
