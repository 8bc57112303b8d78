package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// CATS (arXiv:2404.08763): only the middle of each gated block is thinned, by the size of `silu(gate)` alone. Rows
/// of `up` and columns of what reads the product are left out together, the same share in every block.
public final class CatsSearch implements Search {

    @Override
    public Plan search(SearchContext context) throws InterruptedException {
        TunedModel model = context.model();
        Set<String> ups = model.interpreter().gatedProducts().keySet();
        if (ups.isEmpty()) {
            throw new BudgetException(
                    1,
                    "cats thins linear(silu(gate) * linear(x, up), down) alone, and there is none in this model",
                    "search by allocate, teal or another that skips columns");
        }
        Map<String, String> readers = new HashMap<>();
        model.interpreter()
                .gatedProducts()
                .forEach((up, product) -> readers.put(up, product.reader().path()));
        double covered = 0;
        for (String up : ups) {
            covered += model.elements(up) + model.elements(readers.get(up));
        }
        double sparsity = (1 - context.task().budget()) * model.elements() / covered;
        if (sparsity > context.task().highest()) {
            throw new BudgetException(1 - context.task().highest() * covered / model.elements());
        }
        Plan plan = new Plan(Map.of());
        for (String up : ups) {
            plan = plan.with(new Plan.Part(Choice.rows(up, 0), sparsity));
            // The share of the product that is zero is exactly this, so its threshold is 0.
            plan = plan.with(new Plan.Part(new Choice(readers.get(up), Skip.COLUMNS, 0, 1), sparsity));
        }
        context.reporter().better(plan, context.trials().run(plan).loss());
        return plan;
    }
}
