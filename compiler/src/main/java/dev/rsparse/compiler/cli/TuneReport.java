package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.TuneSpec;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.measure.PolicyTuner;
import dev.rsparse.compiler.tune.Plan;
import dev.rsparse.compiler.tune.SearchContext;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/// How a search goes on, and what it found.
final class TuneReport implements SearchContext.Reporter {

    private final Console console;
    private final TuneSpec spec;
    private Progress progress;
    private double loss = Double.NaN;

    TuneReport(Console console, TuneSpec spec) {
        this.console = console;
        this.spec = spec;
        this.progress = new Progress(console, "search", 1);
    }

    @Override
    public void phase(String what, int steps) {
        progress = new Progress(console, what, steps);
    }

    @Override
    public void done(int steps) {
        progress.done(steps);
    }

    @Override
    public void better(Plan plan, double better) {
        loss = better;
    }

    IntConsumer thresholds(int nodes) {
        phase("thresholds", nodes);
        return progress::done;
    }

    void print(Path lock, CheckedPolicy policy, PolicyTuner.Tuned tuned, boolean json) {
        Map<String, double[]> kinds = kinds(tuned);
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("lock", lock.toString());
            object.put("policy", policy.name());
            object.put("search", spec.search().text());
            object.put("objective", spec.objective().text());
            object.put("loss", loss);
            object.put("nominalKeptBytes", tuned.kept());
            Map<String, Object> means = new LinkedHashMap<>();
            kinds.forEach((kind, sum) -> means.put(kind, sum[0] / sum[1]));
            object.put("meanSparsity", means);
            console.json(object);
            return;
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "wrote %s: %s by %s keeps %.1f %% of the bytes, %s %.4f on the text it was tuned on%n",
                        lock,
                        policy.name(),
                        spec.search().text(),
                        100 * tuned.kept(),
                        spec.objective() == TuneSpec.Objective.KL ? "KL" : "dNLL",
                        loss);
        console.out().println("kind       mean sparsity  by rows");
        kinds.forEach((kind, sum) -> console.out()
                .printf(Locale.ROOT, "%-10s %11.1f %%  %d of %d%n", kind, 100 * sum[0] / sum[1], (int) sum[2], (int)
                        sum[1]));
    }

    /// By the last word of a site's path: sum of the sparsities, number of linears, number of those that skip rows.
    private Map<String, double[]> kinds(PolicyTuner.Tuned tuned) {
        Map<String, double[]> kinds = new LinkedHashMap<>();
        for (String site : spec.sites()) {
            double[] sum = kinds.computeIfAbsent(site.substring(site.lastIndexOf('.') + 1), _ -> new double[3]);
            Thinning thinning = tuned.sites().get(site);
            sum[0] += thinning == null ? 0 : thinning.sparsity();
            sum[1]++;
            sum[2] += thinning != null && thinning.skip() == Skip.ROWS ? 1 : 0;
        }
        return kinds;
    }
}
