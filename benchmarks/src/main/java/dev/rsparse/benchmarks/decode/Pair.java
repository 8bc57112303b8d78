package dev.rsparse.benchmarks.decode;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.engine.Sites;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.rewrite.Budget;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A model compiled several times over the same packed weights. Without column norms and low-rank terms a
/// thinned model has the layout of the dense one, so both read the very same memory.
final class Pair implements AutoCloseable {

    private final ModelProject source;
    private final StripLayout format;
    private final WeightContainer weights;
    private final CompiledModel dense;

    Pair(ModelProject source, StripLayout format) {
        this.source = source;
        this.format = format;
        Engine engine = engine("dense", Map.of(), Set.of());
        this.weights = engine.packer(source.weights(), FactorSource.none()).pack();
        this.dense = engine.load(weights);
    }

    CompiledModel dense() {
        return dense;
    }

    /// The model with every covered linear thinned alike, thresholds taken from the scores over `texts`.
    CompiledModel thinned(double sparsity, List<int[]> texts) {
        Calibration scores = calibrate(texts);
        Map<String, Thinning> thinnings = new HashMap<>();
        for (Weight weight : Sites.covered(source.model().graph(), Map.of())) {
            Budget budget = Budget.of(weight.type().size(1), weight.type().size(0), sparsity, 1);
            float threshold = scores.scores(magnitudes(weight.path())).quantile(budget.quantile());
            thinnings.put(weight.path(), Thinning.columns(sparsity, 1, 0, 0, threshold, Phase.DECODE));
        }
        return engine("uniform", thinnings, Set.of()).load(weights);
    }

    private Calibration calibrate(List<int[]> texts) {
        Set<Calibration.Request> requests = Sites.covered(source.model().graph(), Map.of()).stream()
                .map(weight -> magnitudes(weight.path()))
                .collect(Collectors.toSet());
        Engine probing =
                engine("probing", Map.of(), Calibration.probes(source.model().graph(), requests));
        Calibration calibration = new Calibration(
                source.model().graph(), source.weights(), probing.program().probed(), requests);
        CompiledModel model = probing.load(weights);
        calibration.run(model, texts, model.info().beginToken(), _ -> {});
        return calibration;
    }

    private static Calibration.Request magnitudes(String site) {
        return new Calibration.Request(site, Thinning.Skip.COLUMNS, 0);
    }

    private Engine engine(String policy, Map<String, Thinning> thinnings, Set<Value> probes) {
        return Engine.compile(source.model().graph(), policy, thinnings, format, source.config(), probes);
    }

    /// Bytes of linear weights that one token reads when the covered linears keep the share `kept` of theirs.
    long bytesPerToken(double kept) {
        Graph graph = source.model().graph();
        long all = graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(node -> ((Node.Linear) node).weight().type())
                .mapToLong(type -> (long) type.size(0) * type.size(1))
                .sum();
        long covered = Sites.elements(graph, Map.of());
        return Math.round(format.bytes(all - covered + covered * kept));
    }

    @Override
    public void close() {
        weights.close();
    }
}
