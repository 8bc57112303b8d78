package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.SharedMasks;
import dev.rsparse.compiler.check.SitePolicy;
import dev.rsparse.compiler.check.TuneSpec;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Judge;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.tune.AllocateSearch;
import dev.rsparse.compiler.tune.CatsSearch;
import dev.rsparse.compiler.tune.Choice;
import dev.rsparse.compiler.tune.EvolveSearch;
import dev.rsparse.compiler.tune.Plan;
import dev.rsparse.compiler.tune.Prefix;
import dev.rsparse.compiler.tune.Search;
import dev.rsparse.compiler.tune.SearchContext;
import dev.rsparse.compiler.tune.SearchTask;
import dev.rsparse.compiler.tune.TealSearch;
import dev.rsparse.compiler.tune.TunedModel;
import dev.rsparse.compiler.tune.UniformSearch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/// Runs the search that a policy asks for and measures the thresholds of what it found.
public final class PolicyTuner {

    /// Windows that block outputs are compared on: TEAL needs few.
    private static final int TEAL_WINDOWS = 4;

    private final CheckedPolicy policy;
    private final TuneSpec spec;
    private final List<int[]> windows;
    private final int skipped;
    private final Workers workers;
    private final List<List<String>> shared;
    private final TunedModel model;
    private final AtomicReference<Optional<Plan>> best = new AtomicReference<>(Optional.empty());

    /// What a search found.
    ///
    /// @param sites how each linear is thinned, by site; those that the search left dense are not in it
    /// @param density share of channels or rows kept on the text, by site
    /// @param kept share of the tuned linears' bytes that the plan keeps
    public record Tuned(Map<String, Thinning> sites, Map<String, Double> density, double kept) {}

    /// @param spec what the search is for: the policy's own, or with another search
    /// @param runs the policy's graph and weights, in its basis
    /// @param rowScales root mean square of each output of linears that may skip rows, by site
    /// @param windows the text
    /// @param skipped id of tokens whose scores do not count, or -1
    public PolicyTuner(
            CheckedPolicy policy,
            TuneSpec spec,
            PolicyGraph runs,
            Map<String, float[]> rowScales,
            List<int[]> windows,
            int skipped,
            Workers workers) {
        this.policy = policy;
        this.spec = spec;
        this.windows = List.copyOf(windows);
        this.skipped = skipped;
        this.workers = workers;
        Graph graph = Pipeline.rewrite(runs.graph(), Map.of());
        this.shared = SharedMasks.groups(runs.graph(), policy.sites());
        this.model = new TunedModel(
                new Interpreter(graph, runs.weights(), policy.firstDense()),
                runs.weights(),
                spec.sites(),
                rowScales,
                shared);
    }

    /// Searches; the best plan so far can be asked for at any time.
    ///
    /// @param searched how many windows plans are judged on
    /// @return loss of the best plan on those windows, in the unit of the objective
    public double search(int searched, long seed, SearchContext.Reporter reporter) throws InterruptedException {
        double[] least = {Double.POSITIVE_INFINITY};
        SearchContext.Reporter remembering = new SearchContext.Reporter() {
            @Override
            public void phase(String what, int steps) {
                reporter.phase(what, steps);
            }

            @Override
            public void done(int steps) {
                reporter.done(steps);
            }

            @Override
            public void better(Plan plan, double loss) {
                best.set(Optional.of(plan));
                least[0] = loss;
                reporter.better(plan, loss);
            }
        };
        List<int[]> text = windows.subList(Math.max(0, windows.size() - searched), windows.size());
        SearchContext context = new SearchContext(model, task(seed), text, objective(), skipped, workers, remembering);
        best.set(Optional.of(searcher(text.size()).search(context)));
        return least[0];
    }

    /// Takes what an earlier search found for the best plan.
    ///
    /// @param sites how each linear is thinned, by site; thresholds are not looked at
    public void adopt(Map<String, Thinning> sites) {
        Map<String, Plan.Part> parts = new TreeMap<>();
        sites.forEach((site, thinning) -> parts.put(
                site,
                new Plan.Part(
                        new Choice(site, thinning.skip(), thinning.gamma(), thinning.split()), thinning.sparsity())));
        best.set(Optional.of(new Plan(parts)));
    }

    /// The best plan so far, if there is one.
    public Optional<Plan> best() {
        return best.get();
    }

    private SearchTask task(long seed) {
        Map<String, Double> sites = new TreeMap<>();
        spec.sites()
                .forEach(site -> sites.put(
                        site, spec.search().gamma(policy.sites().get(site).gamma())));
        return new SearchTask(sites, spec.lowest(), spec.highest(), spec.splits(), spec.skips(), spec.budget(), seed);
    }

    private Judge.Objective objective() {
        return switch (spec.objective()) {
            case KL -> Judge.Objective.KL;
            case PERPLEXITY -> Judge.Objective.NLL;
        };
    }

    private Search searcher(int count) {
        return switch (spec.search()) {
            case ALLOCATE -> new AllocateSearch(count);
            case EVOLVE -> new EvolveSearch();
            case UNIFORM, WINA -> new UniformSearch();
            case TEAL -> new TealSearch(TEAL_WINDOWS);
            case CATS -> new CatsSearch();
        };
    }

    /// Thresholds of the best plan, over all windows and through the thinned prefix.
    ///
    /// @param progress told the number of nodes done, of [#nodes()]
    public Tuned measure(IntConsumer progress) throws InterruptedException {
        Plan plan = best.get().orElseThrow(() -> new IllegalStateException("no plan was found"));
        Map<String, Mask> masks = new Prefix(model, windows, skipped, 1, workers).thresholds(plan, progress);
        Map<String, Thinning> sites = new TreeMap<>();
        masks.forEach((site, mask) -> sites.put(site, thinning(plan.parts().get(site), mask)));
        return new Tuned(sites, density(masks), model.kept(plan));
    }

    /// Nodes that [#measure] goes through.
    public int nodes() {
        return model.interpreter().headIndex();
    }

    private Map<String, Double> density(Map<String, Mask> masks) throws InterruptedException {
        Masks counted = new Masks(masks);
        List<int[]> some = windows.subList(0, Math.min(TEAL_WINDOWS, windows.size()));
        new Judge(model.interpreter(), some, Judge.Objective.KL, workers).loss(counted);
        return counted.density();
    }

    private Thinning thinning(Plan.Part part, Mask mask) {
        SitePolicy site = policy.sites().get(part.choice().site());
        Phase phase = site.phase();
        Thinning thinning = new Thinning(
                part.choice().skip(),
                part.sparsity(),
                part.choice().split(),
                mask.lowRank().map(factors -> factors.v().rows()).orElse(0),
                part.choice().gamma(),
                mask.threshold(),
                phase);
        boolean own = thinning.skip() == Skip.ROWS || !thinning.scaled();
        return own ? thinning : thinning.withStack(stack(part.choice().site()));
    }

    /// The linears whose columns a shared mask is scored by.
    private List<String> stack(String site) {
        return shared.stream().filter(group -> group.contains(site)).findFirst().orElse(List.of());
    }
}
