package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The same sparsity for every linear, by columns; of the splits on offer the one that the text likes best.
public final class UniformSearch implements Search {

    @Override
    public Plan search(SearchContext context) throws InterruptedException {
        SearchTask task = context.task();
        double sparsity = 1 - task.budget();
        if (sparsity > task.highest()) {
            throw new BudgetException(1 - task.highest());
        }
        List<Double> splits = task.splits();
        context.reporter().phase("uniform", splits.size());
        Optional<Trial> best = Optional.empty();
        for (int i = 0; i < splits.size(); i++) {
            Trial trial = context.trials().run(plan(task, sparsity, splits.get(i)));
            if (best.isEmpty() || trial.loss() < best.get().loss()) {
                best = Optional.of(trial);
                context.reporter().better(trial.plan(), trial.loss());
            }
            context.reporter().done(i + 1);
        }
        return best.orElseThrow().plan();
    }

    /// Every linear at one sparsity and split.
    static Plan plan(SearchTask task, double sparsity, double split) {
        Map<String, Plan.Part> parts = new HashMap<>();
        task.sites()
                .forEach((site, gamma) ->
                        parts.put(site, new Plan.Part(new Choice(site, Skip.COLUMNS, gamma, split), sparsity)));
        return new Plan(parts);
    }
}
