package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Judge;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Observer;
import dev.rsparse.compiler.interpret.Sequence;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.linalg.Matrix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/// Runs plans over fixed windows. Thresholds are read from what each linear sees when everything before it is
/// thinned already: those of the dense model keep more or less than they were meant to, since thinned layers feed
/// others, and plans that keep different amounts cannot be compared.
final class Trials {

    private final TunedModel model;
    private final Judge judge;
    private final List<int[]> windows;
    private final int skipped;
    private final Workers workers;

    /// @param judge of the same windows
    /// @param skipped id of tokens whose scores do not count, or -1
    Trials(TunedModel model, Judge judge, List<int[]> windows, int skipped, Workers workers) {
        this.model = model;
        this.judge = judge;
        this.windows = List.copyOf(windows);
        this.skipped = skipped;
        this.workers = workers;
    }

    /// Runs a plan from the first token on.
    Trial run(Plan plan) throws InterruptedException {
        return run(plan, Optional.empty(), _ -> {});
    }

    /// Runs a plan, from the first layer on in which it differs from `before`.
    ///
    /// @param progress told the index of each node that is done
    Trial run(Plan plan, Optional<Trial> before, IntConsumer progress) throws InterruptedException {
        Interpreter interpreter = model.interpreter();
        List<Integer> cuts = judge.cuts();
        int first = before.map(trial -> judge.cutBefore(firstDifference(plan, trial.plan())))
                .orElse(0);
        Sequence[][] states = new Sequence[cuts.size()][];
        Map<String, Mask> masks = new TreeMap<>();
        states[0] = judge.start();
        if (before.isPresent()) {
            System.arraycopy(before.get().states(), 0, states, 0, first + 1);
            before.get().masks().forEach((site, mask) -> {
                if (interpreter.indexOf(site) < cuts.get(first)) {
                    masks.put(site, mask);
                }
            });
        }
        for (int cut = first; cut + 1 < cuts.size(); cut++) {
            states[cut + 1] = states[cut].clone();
            for (int node = cuts.get(cut); node < cuts.get(cut + 1); node++) {
                step(plan, states[cut + 1], node, masks);
                progress.accept(node);
            }
        }
        return new Trial(plan, masks, states, judge.loss(states[cuts.size() - 1]));
    }

    /// Index of the first node that the plans treat differently, or of the head.
    private int firstDifference(Plan one, Plan other) {
        return model.sites().stream()
                .filter(site -> !Optional.ofNullable(one.parts().get(site))
                        .equals(Optional.ofNullable(other.parts().get(site))))
                .mapToInt(model.interpreter()::indexOf)
                .min()
                .orElse(judge.cuts().getLast());
    }

    private void step(Plan plan, Sequence[] states, int node, Map<String, Mask> masks) throws InterruptedException {
        threshold(plan, states, node).ifPresent(mask -> masks.put(mask.getKey(), mask.getValue()));
        Masks known = new Masks(masks);
        workers.run(
                windows.size(),
                window -> states[window] =
                        model.interpreter().run(states[window], node, node + 1, known, Observer.NONE));
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
        ScoreHistogram merged = new ScoreHistogram();
        workers.run(windows.size(), window -> {
            Matrix x = model.interpreter().scored(node, states[window]).orElseThrow().x();
            ScoreHistogram scores = new ScoreHistogram();
            Survey.addRows(scores, model.scale(choice), windows.get(window), x, skipped);
            synchronized (merged) {
                merged.merge(scores);
            }
        });
        double quantile = model.budget(choice, part.get().sparsity()).quantile();
        return Optional.of(Map.entry(choice.site(), model.mask(part.get(), merged.quantile(quantile))));
    }
}
