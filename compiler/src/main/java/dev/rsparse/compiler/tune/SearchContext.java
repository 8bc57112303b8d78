package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.interpret.Judge;
import dev.rsparse.compiler.interpret.Workers;
import java.util.List;

/// What a search works with: a model, text, and whom to tell.
public final class SearchContext {

    /// A quarter of 8,192 tokens with hundreds of channels each gives a threshold to a thousandth.
    private static final int STRIDE = 4;

    private final TunedModel model;
    private final SearchTask task;
    private final List<int[]> windows;
    private final Judge judge;
    private final Trials trials;
    private final Workers workers;
    private final int skipped;
    private final Reporter reporter;

    /// Whom a search tells how it goes on.
    public interface Reporter {

        /// A part of the work with a known number of steps begins.
        void phase(String what, int steps);

        /// So many steps of it are done.
        void done(int steps);

        /// A better plan.
        ///
        /// @param loss the objective on the search's windows
        void better(Plan plan, double loss);
    }

    /// @param windows text to judge plans by and to read scores from
    /// @param skipped id of tokens whose scores do not count, or -1
    public SearchContext(
            TunedModel model,
            SearchTask task,
            List<int[]> windows,
            Judge.Objective objective,
            int skipped,
            Workers workers,
            Reporter reporter)
            throws InterruptedException {
        this.model = model;
        this.task = task;
        this.windows = List.copyOf(windows);
        this.workers = workers;
        this.skipped = skipped;
        this.reporter = reporter;
        this.judge = new Judge(model.interpreter(), windows, objective, workers);
        this.trials = new Trials(model, judge, new Prefix(model, windows, skipped, STRIDE, workers));
    }

    public TunedModel model() {
        return model;
    }

    public SearchTask task() {
        return task;
    }

    List<int[]> windows() {
        return windows;
    }

    Judge judge() {
        return judge;
    }

    Trials trials() {
        return trials;
    }

    Workers workers() {
        return workers;
    }

    int skipped() {
        return skipped;
    }

    Reporter reporter() {
        return reporter;
    }
}
