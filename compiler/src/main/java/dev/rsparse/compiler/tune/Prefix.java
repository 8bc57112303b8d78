package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Observer;
import dev.rsparse.compiler.interpret.Sequence;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/// Thresholds read from what each linear sees when everything before it is thinned already. Those of the dense model
/// keep more or less than they were meant to, since thinned layers feed others; these meet the budget on the text at
/// hand.
public final class Prefix {

    private final TunedModel model;
    private final List<int[]> windows;
    private final int skipped;
    private final int stride;
    private final Workers workers;

    /// @param windows the text, all of which moves on node by node
    /// @param skipped id of tokens whose scores do not count, or -1
    /// @param stride thresholds are read from every so many tokens
    public Prefix(TunedModel model, List<int[]> windows, int skipped, int stride, Workers workers) {
        this.model = model;
        this.windows = List.copyOf(windows);
        this.skipped = skipped;
        this.stride = stride;
        this.workers = workers;
    }

    /// The masks of a plan, by site. Memory holds what is alive at one node for all windows.
    ///
    /// @param progress told the number of nodes done
    public Map<String, Mask> thresholds(Plan plan, IntConsumer progress) throws InterruptedException {
        Map<String, Mask> masks = new TreeMap<>();
        Sequence[] states = new Sequence[windows.size()];
        Arrays.setAll(states, window -> model.interpreter().start(window, windows.get(window)));
        int head = model.interpreter().headIndex();
        for (int node = 0; node < head; node++) {
            step(plan, states, node, masks);
            progress.accept(node + 1);
        }
        return masks;
    }

    /// Runs one node for all windows, with the mask that the plan gives it, and moves `states` on behind it.
    ///
    /// @param masks of what came before; this node's is added
    void step(Plan plan, Sequence[] states, int node, Map<String, Mask> masks) throws InterruptedException {
        threshold(plan, states, node).ifPresent(mask -> masks.put(mask.getKey(), mask.getValue()));
        Masks known = new Masks(masks);
        workers.run(
                windows.size(),
                window ->
                        states[window] = model.interpreter().run(states[window], node, node + 1, known, Observer.NONE));
    }

    /// The mask of what is thinned at `node`, if anything is: a linear by columns where it stands, one by rows at
    /// the product it goes into.
    private Optional<Map.Entry<String, Mask>> threshold(Plan plan, Sequence[] states, int node)
            throws InterruptedException {
        Optional<Plan.Part> part = model.interpreter()
                .scored(node, states[0])
                .flatMap(scored -> Optional.ofNullable(plan.parts().get(scored.site()))
                        .filter(found -> found.choice().skip() == scored.skip()));
        if (part.isEmpty()) {
            return Optional.empty();
        }
        Choice choice = part.get().choice();
        // Few large sums: to merge one costs as much as to count some ten thousand scores.
        List<ScoreHistogram> sums = workers.gather(windows.size(), ScoreHistogram::new, (scores, window) -> {
            Matrix x = model.interpreter()
                    .scored(node, states[window])
                    .orElseThrow()
                    .x();
            Survey.addRows(scores, model, choice, windows.get(window), x, skipped, stride);
        });
        ScoreHistogram merged = sums.getFirst();
        sums.subList(1, sums.size()).forEach(merged::merge);
        double quantile = model.budget(choice, part.get().sparsity()).quantile();
        return Optional.of(Map.entry(choice.site(), model.mask(part.get(), merged.quantile(quantile))));
    }
}
