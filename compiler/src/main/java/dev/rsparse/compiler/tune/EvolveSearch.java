package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The paper's evolutionary search (R-Sparse, arXiv:2504.19449, section 3.4): a population of plans, of which the
/// best have children that mix and mutate them. Splits evolve, and sparsities too where they may differ; those are
/// shifted together until the budget is met.
public final class EvolveSearch implements Search {

    private static final double MUTATION = 0.1;
    private static final double SPREAD = 0.1;
    private static final int BISECTIONS = 40;

    /// Of sums of shares.
    private static final double ROUNDING = 1e-9;

    private final int population;
    private final int generations;

    /// The paper's: 32 plans, 5 generations.
    public EvolveSearch() {
        this(32, 5);
    }

    EvolveSearch(int population, int generations) {
        this.population = population;
        this.generations = generations;
    }

    private record Judged(Plan plan, double loss) {}

    @Override
    public Plan search(SearchContext context) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(context.task().seed());
        Genes genes = new Genes(context, random);
        List<Judged> judged = new ArrayList<>();
        context.reporter().phase("evolve", population * generations);
        int done = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int generation = 0; generation < generations; generation++) {
            List<Plan> children = new ArrayList<>();
            for (int i = 0; i < population; i++) {
                children.add(judged.isEmpty() ? genes.first(i) : genes.child(judged));
            }
            for (Plan child : children) {
                double loss = context.trials().run(child).loss();
                judged.add(new Judged(child, loss));
                if (loss < best) {
                    best = loss;
                    context.reporter().better(child, loss);
                }
                context.reporter().done(++done);
            }
            judged.sort(Comparator.comparingDouble(Judged::loss));
            judged = new ArrayList<>(judged.subList(0, Math.max(2, population / 4)));
        }
        return judged.getFirst().plan();
    }

    /// How plans are drawn and mixed.
    private record Genes(SearchContext context, SplittableRandom random) {

        /// The uniform plan first, then ones that differ at random.
        Plan first(int number) {
            SearchTask task = context.task();
            Map<String, Plan.Part> parts = new HashMap<>();
            for (List<String> unit : context.model().units()) {
                double sparsity = 1 - task.budget() + (number == 0 ? 0 : SPREAD * (2 * random.nextDouble() - 1));
                double split = number == 0 ? task.splits().getFirst() : draw(task.splits());
                put(unit, sparsity, split, parts);
            }
            return repaired(parts);
        }

        private double draw(List<Double> splits) {
            return splits.get(random.nextInt(splits.size()));
        }

        Plan child(List<Judged> parents) {
            Plan one = parents.get(random.nextInt(parents.size())).plan();
            Plan other = parents.get(random.nextInt(parents.size())).plan();
            Map<String, Plan.Part> parts = new HashMap<>();
            for (List<String> unit : context.model().units()) {
                Plan.Part gene = gene(unit.getFirst(), random.nextBoolean() ? one : other);
                boolean mutated = random.nextDouble() < MUTATION;
                double sparsity = gene.sparsity() + (mutated ? SPREAD * (2 * random.nextDouble() - 1) : 0);
                double split =
                        mutated ? draw(context.task().splits()) : gene.choice().split();
                put(unit, sparsity, split, parts);
            }
            return repaired(parts);
        }

        private Plan.Part gene(String site, Plan parent) {
            Plan.Part gene = parent.parts().get(site);
            return gene != null
                    ? gene
                    : new Plan.Part(
                            new Choice(
                                    site,
                                    Skip.COLUMNS,
                                    context.task().sites().get(site),
                                    context.task().splits().getFirst()),
                            0);
        }

        /// One gene for all that keep the same channels. A rank of one may take more than a split leaves for it:
        /// then there is none.
        private void put(List<String> unit, double sparsity, double split, Map<String, Plan.Part> parts) {
            double clamped =
                    Math.clamp(sparsity, context.task().lowest(), context.task().highest());
            boolean fits = unit.stream()
                    .allMatch(site ->
                            clamped == 0 || context.model().kept(part(site, clamped, split)) <= 1 - clamped + ROUNDING);
            unit.forEach(site -> parts.put(site, part(site, clamped, fits ? split : 1)));
        }

        private Plan.Part part(String site, double sparsity, double split) {
            return new Plan.Part(
                    new Choice(site, Skip.COLUMNS, context.task().sites().get(site), split), sparsity);
        }

        /// All sparsities moved by the least amount that meets the budget.
        private Plan repaired(Map<String, Plan.Part> parts) {
            double low = -1;
            double high = 1;
            Plan least = shifted(parts, high);
            if (context.model().kept(least) > context.task().budget() + ROUNDING) {
                throw new BudgetException(context.model().kept(least));
            }
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (low + high) / 2;
                if (context.model().kept(shifted(parts, middle))
                        > context.task().budget() + ROUNDING) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return shifted(parts, high);
        }

        private Plan shifted(Map<String, Plan.Part> parts, double by) {
            Map<String, Plan.Part> shifted = new HashMap<>();
            for (List<String> unit : context.model().units()) {
                Plan.Part gene = parts.get(unit.getFirst());
                put(unit, gene.sparsity() + by, gene.choice().split(), shifted);
            }
            shifted.values().removeIf(part -> part.sparsity() == 0);
            return new Plan(shifted);
        }
    }
}
