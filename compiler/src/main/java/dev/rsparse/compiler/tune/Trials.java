package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Judge;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs plans over fixed windows and judges them.
final class Trials {

    private final TunedModel model;
    private final Judge judge;
    private final Prefix prefix;

    /// @param judge of the same windows as `prefix`
    Trials(TunedModel model, Judge judge, Prefix prefix) {
        this.model = model;
        this.judge = judge;
        this.prefix = prefix;
    }

    /// Runs a plan from the first token on.
    Trial run(Plan plan) throws InterruptedException {
        return run(plan, Optional.empty());
    }

    /// Runs a plan, from the first layer on in which it differs from `before`.
    Trial run(Plan plan, Optional<Trial> before) throws InterruptedException {
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
                prefix.step(plan, states[cut + 1], node, masks);
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
}
