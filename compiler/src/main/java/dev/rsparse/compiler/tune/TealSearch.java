package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Observer;
import dev.rsparse.compiler.interpret.Sequence;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// TEAL's greedy search (arXiv:2408.14690, algorithm 1): in each block by itself, again and again the linear is
/// thinned a little more whose thinning moves the block's output least, until the block meets the budget.
public final class TealSearch implements Search {

    /// Share of a block's bytes that one step leaves out.
    private static final double STEP = 0.02;

    private final int windows;

    /// @param windows of the text that outputs are compared on
    public TealSearch(int windows) {
        this.windows = windows;
    }

    @Override
    public Plan search(SearchContext context) throws InterruptedException {
        if (1 - context.task().highest() > context.task().budget()) {
            throw new BudgetException(1 - context.task().highest());
        }
        List<int[]> text =
                context.windows().subList(0, Math.min(windows, context.windows().size()));
        Greedy greedy = new Greedy(context, text);
        List<Integer> cuts = context.judge().cuts();
        context.reporter().phase("blocks", cuts.size() - 1);
        Map<String, Double> sparsities = new HashMap<>();
        for (int cut = 0; cut + 1 < cuts.size(); cut++) {
            greedy.block(cuts.get(cut), cuts.get(cut + 1), sparsities);
            context.reporter().done(cut + 1);
        }
        Plan plan = new Plan(Map.of());
        for (Map.Entry<String, Double> site : sparsities.entrySet()) {
            plan = plan.with(greedy.part(site.getKey(), site.getValue()));
        }
        context.reporter().better(plan, context.trials().run(plan).loss());
        return plan;
    }

    private static final class Greedy {
        private final SearchContext context;
        private final Interpreter interpreter;
        private final Map<Choice, ScoreHistogram> scores;
        /// Dense, before the block at hand.
        private final Sequence[] states;

        Greedy(SearchContext context, List<int[]> text) throws InterruptedException {
            this.context = context;
            this.interpreter = context.model().interpreter();
            TreeSet<Choice> choices = new TreeSet<>();
            context.model().sites().forEach(site -> choices.add(choice(site)));
            this.scores = new Survey(interpreter, text, context.workers(), _ -> {})
                    .scores(context.model(), choices, context.skipped());
            this.states = new Sequence[text.size()];
            Arrays.setAll(states, window -> interpreter.start(window, text.get(window)));
        }

        private Choice choice(String site) {
            return new Choice(site, Skip.COLUMNS, context.task().sites().get(site), 1);
        }

        Plan.Part part(String site, double sparsity) {
            return new Plan.Part(choice(site), sparsity);
        }

        /// Finds the sparsities of the linears between two nodes, and moves on behind them.
        void block(int from, int to, Map<String, Double> sparsities) throws InterruptedException {
            Sequence[] dense = run(from, to, Map.of());
            List<List<String>> units = context.model().units().stream()
                    .filter(unit ->
                            interpreter.indexOf(unit.getFirst()) >= from && interpreter.indexOf(unit.getFirst()) < to)
                    .toList();
            double elements = units.stream().mapToLong(this::elements).sum();
            Map<String, Double> found = new TreeMap<>();
            units.forEach(unit -> unit.forEach(site -> found.put(site, 0.0)));
            double left = 0;
            while (!units.isEmpty() && left < (1 - context.task().budget()) * elements) {
                double step = Math.min(STEP * elements, (1 - context.task().budget()) * elements - left);
                Map<String, Double> best = Map.of();
                double least = Double.POSITIVE_INFINITY;
                for (List<String> unit : units) {
                    double sparsity = found.get(unit.getFirst()) + step / elements(unit);
                    if (sparsity <= context.task().highest()) {
                        Map<String, Double> changed = new TreeMap<>(found);
                        unit.forEach(site -> changed.put(site, sparsity));
                        double error = distance(run(from, to, changed), dense);
                        best = error < least ? changed : best;
                        least = Math.min(error, least);
                    }
                }
                if (best.isEmpty()) {
                    break;
                }
                found.putAll(best);
                left += step;
            }
            sparsities.putAll(found);
            System.arraycopy(dense, 0, states, 0, states.length);
        }

        private long elements(List<String> unit) {
            return unit.stream().mapToLong(context.model()::elements).sum();
        }

        private Sequence[] run(int from, int to, Map<String, Double> sparsities) throws InterruptedException {
            Map<String, Mask> masks = new HashMap<>();
            sparsities.forEach((site, sparsity) -> {
                if (sparsity > 0) {
                    float threshold = scores.get(choice(site)).quantile(sparsity);
                    masks.put(site, context.model().mask(part(site, sparsity), threshold));
                }
            });
            Masks all = new Masks(masks);
            Sequence[] ends = new Sequence[states.length];
            context.workers()
                    .run(
                            states.length,
                            window -> ends[window] = interpreter.run(states[window], from, to, all, Observer.NONE));
            return ends;
        }

        private static double distance(Sequence[] some, Sequence[] others) {
            double sum = 0;
            for (int window = 0; window < some.length; window++) {
                for (Map.Entry<Integer, Matrix> value : some[window].values().entrySet()) {
                    float[] a = value.getValue().data();
                    float[] b = others[window].values().get(value.getKey()).data();
                    for (int i = 0; i < a.length; i++) {
                        sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
                    }
                }
            }
            return sum;
        }
    }
}
