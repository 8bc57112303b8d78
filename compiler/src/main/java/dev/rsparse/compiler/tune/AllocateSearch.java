package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Sensitivity of each linear, then the plan of least summed cost under the budget, then moves that are judged by
/// running the model.
///
/// Costs of single linears do not add up: errors meet further on. A move therefore makes one kind of linear or one
/// layer dearer or cheaper than its sensitivity says, shares the budget out anew, which swaps bytes with all others,
/// and stays when the thinned model is nearer to the dense one for it.
public final class AllocateSearch implements Search {

    private static final double FIRST_STEP = Math.log(1.5);
    private static final double SMALLEST_STEP = Math.log(1.1);

    private final int windows;

    /// @param windows of the text that gradients are taken of
    public AllocateSearch(int windows) {
        this.windows = windows;
    }

    @Override
    public Plan search(SearchContext context) throws InterruptedException {
        Map<Choice, double[]> costs = sensitivities(context);
        Moves moves = new Moves(context, costs);
        Plan plan = moves.plan(moves.even());
        Trial best = context.trials().run(plan);
        context.reporter().better(best.plan(), best.loss());
        for (double split : context.task().splits()) {
            Trial uniform = context.trials()
                    .run(UniformSearch.plan(context.task(), 1 - context.task().budget(), split));
            if (uniform.loss() < best.loss()) {
                context.reporter().better(uniform.plan(), uniform.loss());
                best = uniform;
            }
        }
        return moves.refine(best).plan();
    }

    private Map<Choice, double[]> sensitivities(SearchContext context) throws InterruptedException {
        Set<Choice> choices = choices(context);
        List<int[]> text =
                context.windows().subList(0, Math.min(windows, context.windows().size()));
        context.reporter().phase("scores", text.size());
        int[] done = {0};
        Map<Choice, ScoreHistogram> scores = new Survey(
                        context.model().interpreter(), text, context.workers(), _ -> tick(context, done))
                .scores(context.model(), choices, context.skipped());
        context.reporter().phase("sensitivities", text.size());
        done[0] = 0;
        return new Sensitivities(context.model(), choices, scores)
                .measure(text, context.task().seed(), context.workers(), _ -> tick(context, done));
    }

    private static void tick(SearchContext context, int[] done) {
        synchronized (done) {
            context.reporter().done(++done[0]);
        }
    }

    private static Set<Choice> choices(SearchContext context) {
        Set<Choice> choices = new TreeSet<>();
        SearchTask task = context.task();
        Set<String> gated = context.model().interpreter().gatedProducts().keySet();
        task.sites().forEach((site, gamma) -> {
            boolean rows = gated.contains(site) && !context.model().isShared(site);
            if (task.skips().contains(Skip.COLUMNS) || !rows) {
                task.splits().forEach(split -> choices.add(new Choice(site, Skip.COLUMNS, gamma, split)));
            }
            if (task.skips().contains(Skip.ROWS) && rows) {
                choices.add(Choice.rows(site, gamma));
            }
        });
        return choices;
    }

    /// Factors on the costs of groups of linears, and the plans they give.
    private static final class Moves {
        private final SearchContext context;
        private final Map<Choice, double[]> costs;
        /// Groups of sites that are made dearer or cheaper together.
        private final List<List<String>> groups = new ArrayList<>();

        Moves(SearchContext context, Map<Choice, double[]> costs) {
            this.context = context;
            this.costs = costs;
            groups.addAll(grouped(site -> site.substring(site.lastIndexOf('.') + 1)));
            groups.addAll(grouped(site -> site.substring(0, Math.max(0, site.lastIndexOf('.')))));
        }

        private List<List<String>> grouped(Function<String, String> key) {
            Map<String, List<String>> byKey = new TreeMap<>();
            context.model()
                    .sites()
                    .forEach(site -> byKey.computeIfAbsent(key.apply(site), _ -> new ArrayList<>())
                            .add(site));
            return byKey.size() > 1 ? List.copyOf(byKey.values()) : List.of();
        }

        /// No linear dearer than measured.
        Map<String, Double> even() {
            Map<String, Double> factors = new TreeMap<>();
            context.model().sites().forEach(site -> factors.put(site, 1.0));
            return factors;
        }

        Plan plan(Map<String, Double> factors) {
            Map<Choice, double[]> weighted = new TreeMap<>();
            costs.forEach((choice, curve) -> {
                double factor = factors.get(choice.site());
                double[] scaled = new double[curve.length];
                for (int i = 0; i < curve.length; i++) {
                    scaled[i] = curve[i] * factor;
                }
                weighted.put(choice, scaled);
            });
            Allocator allocator = new Allocator(
                    context.model(),
                    weighted,
                    context.task().lowest(),
                    context.task().highest());
            if (allocator.leastBytes() > context.task().budget()) {
                throw new BudgetException(allocator.leastBytes());
            }
            return allocator.plan(context.task().budget());
        }

        Trial refine(Trial start) throws InterruptedException {
            Trial best = start;
            Map<String, Double> factors = even();
            int moves = 2 * groups.size();
            for (double step = FIRST_STEP; step >= SMALLEST_STEP; step /= 2) {
                context.reporter().phase("moves", moves);
                int done = 0;
                for (List<String> group : groups) {
                    for (double direction : new double[] {step, -step}) {
                        Map<String, Double> changed = new HashMap<>(factors);
                        group.forEach(site -> changed.merge(site, Math.exp(direction), (a, b) -> a * b));
                        Trial trial = context.trials().run(plan(changed), Optional.of(best));
                        if (trial.loss() < best.loss()) {
                            best = trial;
                            factors = changed;
                            context.reporter().better(best.plan(), best.loss());
                        }
                        context.reporter().done(++done);
                    }
                }
            }
            return best;
        }
    }
}
