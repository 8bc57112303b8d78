package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.interpret.Interpreter;
import dev.rsparse.compiler.interpret.Masks;
import dev.rsparse.compiler.interpret.Observer;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// What the dense model's activations look like over some text.
public final class Survey {

    private final Interpreter interpreter;
    private final List<int[]> windows;
    private final Workers workers;
    private final IntConsumer progress;

    /// @param progress told each window that is done, by its number
    public Survey(Interpreter interpreter, List<int[]> windows, Workers workers, IntConsumer progress) {
        this.interpreter = interpreter;
        this.windows = List.copyOf(windows);
        this.workers = workers;
        this.progress = progress;
    }

    /// Sums of one window, added up in window order: the result does not depend on which thread ran it.
    private <T extends Observer> List<T> run(Supplier<T> sums) throws InterruptedException {
        List<T> all = new ArrayList<>();
        windows.forEach(_ -> all.add(sums.get()));
        int head = interpreter.headIndex();
        workers.run(windows.size(), window -> {
            interpreter.run(interpreter.start(window, windows.get(window)), 0, head, Masks.NONE, all.get(window));
            progress.accept(window);
        });
        return all;
    }

    /// Second moments of what linears of the sites read, each input once: `[width,width]`, the mean over tokens
    /// summed over inputs. The inputs must be of one width.
    public Matrix covariance(Set<String> sites, int width) throws InterruptedException {
        Matrix sum = Matrix.zeros(width, width);
        for (Moments part : run(() -> new Moments(sites, width))) {
            for (int i = 0; i < sum.data().length; i++) {
                sum.data()[i] += part.sum.data()[i] / windows.size();
            }
        }
        return sum;
    }

    private static final class Moments implements Observer {
        private final Set<String> sites;
        private final Set<Integer> seen = new HashSet<>();
        private final Matrix sum;

        Moments(Set<String> sites, int width) {
            this.sites = sites;
            this.sum = Matrix.zeros(width, width);
        }

        @Override
        public void linear(int window, Node.Linear linear, Matrix x) {
            if (sites.contains(linear.weight().path()) && seen.add(linear.x().id())) {
                Matrix square = ProviderChoice.once().algebra().multiply(x, true, x, false);
                for (int i = 0; i < sum.data().length; i++) {
                    sum.data()[i] += square.data()[i] / x.rows();
                }
            }
        }
    }

    /// Root mean square of each output of the linears in gated products, by site.
    public Map<String, float[]> rowScales() throws InterruptedException {
        Map<String, double[]> sums = new TreeMap<>();
        long tokens = windows.stream().mapToLong(window -> window.length).sum();
        for (RowSquares part : run(RowSquares::new)) {
            part.sums.forEach((site, squares) -> {
                double[] sum = sums.computeIfAbsent(site, _ -> new double[squares.length]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += squares[i];
                }
            });
        }
        Map<String, float[]> scales = new TreeMap<>();
        sums.forEach((site, sum) -> {
            float[] scale = new float[sum.length];
            for (int i = 0; i < sum.length; i++) {
                scale[i] = (float) Math.sqrt(sum[i] / tokens);
            }
            scales.put(site, scale);
        });
        return scales;
    }

    private static final class RowSquares implements Observer {
        private final Map<String, double[]> sums = new HashMap<>();

        @Override
        public void product(int window, String site, Matrix silu, Matrix up) {
            double[] sum = new double[up.cols()];
            for (int i = 0; i < up.data().length; i++) {
                sum[i % up.cols()] += (double) up.data()[i] * up.data()[i];
            }
            sums.put(site, sum);
        }
    }

    /// The score distribution of each choice.
    ///
    /// @param skipped id of tokens whose scores do not count, or -1
    public Map<Choice, ScoreHistogram> scores(TunedModel model, Set<Choice> choices, int skipped)
            throws InterruptedException {
        Map<Choice, ScoreHistogram> merged = new HashMap<>();
        choices.forEach(choice -> merged.put(choice.scores(), new ScoreHistogram()));
        run(() -> new Scores(model, merged, windows, skipped));
        return merged;
    }

    private record Scores(TunedModel model, Map<Choice, ScoreHistogram> merged, List<int[]> windows, int skipped)
            implements Observer {

        @Override
        public void linear(int window, Node.Linear linear, Matrix x) {
            add(linear.weight().path(), Skip.COLUMNS, windows.get(window), x);
        }

        @Override
        public void product(int window, String site, Matrix silu, Matrix up) {
            add(site, Skip.ROWS, windows.get(window), silu);
        }

        private void add(String site, Skip skip, int[] ids, Matrix x) {
            merged.forEach((choice, histogram) -> {
                if (choice.site().equals(site) && choice.skip() == skip) {
                    ScoreHistogram part = new ScoreHistogram();
                    addRows(part, model, choice, ids, x, skipped, 1);
                    synchronized (histogram) {
                        histogram.merge(part);
                    }
                }
            });
        }
    }

    /// Adds the scores of `x [tokens,channels]`, of every `stride`-th token that is thinned.
    static void addRows(
            ScoreHistogram histogram, TunedModel model, Choice choice, int[] ids, Matrix x, int skipped, int stride) {
        float[] scale = model.scale(choice);
        for (int row = model.interpreter().denseTokens(); row < x.rows(); row += stride) {
            if (ids[row] == skipped) {
                continue;
            }
            if (scale.length == 0) {
                histogram.addAbs(x.data(), row * x.cols(), x.cols());
            } else {
                histogram.addScaled(x.data(), row * x.cols(), scale, x.cols());
            }
        }
    }
}
