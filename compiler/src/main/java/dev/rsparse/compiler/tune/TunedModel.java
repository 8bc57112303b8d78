package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.ir.GatedProduct;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.rewrite.Budget;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.weights.ColumnNorms;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The linears that a search may thin, with what it needs of their weights: sizes, score scales, factors.
public final class TunedModel {

    private final Interpreter interpreter;
    private final WeightSource source;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, float[]> rowScales;
    /// Those that keep the same channels as a linear, itself among them, by site.
    private final Map<String, List<String>> units = new LinkedHashMap<>();
    private final Map<Choice, float[]> scales = new ConcurrentHashMap<>();
    private final Map<String, Factors> factors = new ConcurrentHashMap<>();

    /// @param sites the linears that may be thinned
    /// @param rowScales root mean square of each output of the linears that may skip rows, by site
    /// @param shared groups of them that read one value and are to keep the same channels of it
    public TunedModel(
            Interpreter interpreter,
            WeightSource source,
            List<String> sites,
            Map<String, float[]> rowScales,
            List<List<String>> shared) {
        this.interpreter = interpreter;
        this.source = source;
        this.rowScales = Map.copyOf(rowScales);
        for (Node node : interpreter.graph().nodes()) {
            if (node instanceof Node.Linear linear
                    && sites.contains(linear.weight().path())) {
                weights.put(linear.weight().path(), linear.weight());
                units.put(linear.weight().path(), List.of(linear.weight().path()));
            }
        }
        shared.forEach(group -> group.forEach(site -> units.replace(site, group)));
    }

    public Interpreter interpreter() {
        return interpreter;
    }

    /// The linears, in graph order.
    public List<String> sites() {
        return List.copyOf(weights.keySet());
    }

    /// What has to be thinned in one way: a linear by itself, or linears that keep the same channels. In graph order.
    public List<List<String>> units() {
        return units.values().stream().distinct().toList();
    }

    /// Whether a linear has to keep the channels that others keep.
    boolean isShared(String site) {
        return units.get(site).size() > 1;
    }

    /// Number of weights of one linear.
    public long elements(String site) {
        return (long) out(site) * in(site);
    }

    /// Number of weights of all linears.
    public long elements() {
        return sites().stream().mapToLong(this::elements).sum();
    }

    int in(String site) {
        return weights.get(site).type().size(1);
    }

    int out(String site) {
        return weights.get(site).type().size(0);
    }

    /// Channels, threshold quantile and rank of `choice` at `sparsity`.
    Budget budget(Choice choice, double sparsity) {
        return Budget.of(in(choice.site()), out(choice.site()), sparsity, choice.split());
    }

    /// Share of one linear's bytes that `part` keeps, 0..1.
    double kept(Plan.Part part) {
        return part.sparsity() == 0 ? 1 : budget(part.choice(), part.sparsity()).nominalKeptShare();
    }

    /// Share of all bytes that `plan` keeps, 0..1.
    public double kept(Plan plan) {
        double left = 0;
        for (Plan.Part part : plan.parts().values()) {
            left += (1 - kept(part)) * elements(part.choice().site());
        }
        return 1 - left / elements();
    }

    /// What magnitudes are multiplied by to give the scores of `choice`; empty for nothing. Norms of columns, or the
    /// usual size of each output that rows make, times the norm of the column that reads it.
    float[] scale(Choice choice) {
        return choice.gamma() == 0 ? new float[0] : scales.computeIfAbsent(choice.scores(), this::computeScale);
    }

    private float[] computeScale(Choice choice) {
        if (choice.skip() == Skip.COLUMNS) {
            List<String> stack = units.get(choice.site()).stream()
                    .map(site -> weights.get(site).tensor())
                    .toList();
            return ColumnNorms.of(source, stack, choice.gamma());
        }
        GatedProduct product = interpreter.gatedProducts().get(choice.site());
        float[] scale = ColumnNorms.of(source, product.reader().tensor(), 1);
        float[] rows = rowScales.get(choice.site());
        for (int i = 0; i < scale.length; i++) {
            scale[i] = (float) Math.pow((double) scale[i] * rows[i], choice.gamma());
        }
        return scale;
    }

    /// The mask of `part` at `threshold`.
    public Mask mask(Plan.Part part, float threshold) {
        Choice choice = part.choice();
        int rank = budget(choice, part.sparsity()).rank();
        return new Mask(
                choice.skip(),
                scale(choice),
                threshold,
                rank == 0 ? Optional.empty() : Optional.of(lowRank(choice.site(), rank)));
    }

    /// The best product of rank `rank` for one linear.
    Mask.LowRank lowRank(String site, int rank) {
        Factors cut = factors.computeIfAbsent(site, this::factors).toRank(rank);
        return new Mask.LowRank(new Matrix(out(site), rank, cut.u()), new Matrix(rank, in(site), cut.v()));
    }

    private Factors factors(String site) {
        Matrix matrix = Matrix.zeros(out(site), in(site));
        source.read(weights.get(site).tensor(), 0, matrix.data(), 0, matrix.data().length);
        // No way in use keeps more than this, whatever its split.
        int most = Math.min(in(site), out(site));
        return Factors.of(
                site, matrix, most, new TruncatedSvd(ProviderChoice.once().algebra()));
    }
}
