package dev.rsparse.compiler.tune;

import dev.rsparse.compiler.calibrate.ScoreHistogram;
import dev.rsparse.compiler.interpret.Fisher;
import dev.rsparse.compiler.interpret.Mask;
import dev.rsparse.compiler.interpret.Workers;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.ProviderChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/// What each way of thinning one linear costs at each sparsity, the others dense: nats of divergence per token from
/// the Fisher information, see [Fisher].
public final class Sensitivities {

    private final TunedModel model;
    private final Map<Choice, float[]> thresholds = new HashMap<>();

    /// @param scores distributions of all choices' scores
    public Sensitivities(TunedModel model, Set<Choice> choices, Map<Choice, ScoreHistogram> scores) {
        this.model = model;
        for (Choice choice : choices) {
            float[] steps = new float[Grid.SIZE];
            for (int i = 1; i < steps.length; i++) {
                steps[i] = scores.get(choice.scores())
                        .quantile(model.budget(choice, Grid.sparsity(i)).quantile());
            }
            thresholds.put(choice, steps);
        }
    }

    /// By choice, the cost at each sparsity of the grid, rising; infinite where it was not computed.
    ///
    /// @param seed of the next tokens that are drawn
    public Map<Choice, double[]> measure(List<int[]> windows, long seed, Workers workers, IntConsumer progress)
            throws InterruptedException {
        List<Sums> sums = new ArrayList<>();
        windows.forEach(_ -> sums.add(new Sums()));
        new Fisher(model.interpreter(), seed, workers).run(windows, sums::get, progress);
        long tokens = windows.stream().mapToLong(window -> window.length).sum();
        Map<Choice, double[]> curves = new TreeMap<>();
        for (Choice choice : thresholds.keySet()) {
            double[] curve = new double[Grid.SIZE];
            for (Sums part : sums) {
                double[] window = part.curves.get(choice);
                for (int i = 0; i < curve.length; i++) {
                    curve[i] += window[i] / (2.0 * tokens);
                }
            }
            curves.put(choice, Monotone.rising(curve));
        }
        return curves;
    }

    /// Squared changes of the loss over the tokens of one sequence, by choice and sparsity.
    private final class Sums implements Fisher.Part {
        private final Map<Choice, double[]> curves = new HashMap<>();

        @Override
        public void linear(String site, Matrix x, Matrix gradient, Matrix toInput) {
            Matrix change = times(x, toInput);
            thresholds.forEach((choice, steps) -> {
                if (choice.site().equals(site) && choice.skip() == Skip.COLUMNS) {
                    curves.put(
                            choice,
                            choice.split() == 1
                                    ? dropped(choice, steps, x, change)
                                    : withLowRank(choice, steps, x, change, gradient));
                }
            });
        }

        @Override
        public void product(String site, Matrix silu, Matrix toProduct) {
            thresholds.forEach((choice, steps) -> {
                if (choice.site().equals(site) && choice.skip() == Skip.ROWS) {
                    curves.put(choice, dropped(choice, steps, silu, toProduct));
                }
            });
        }
    }

    private static Matrix times(Matrix a, Matrix b) {
        Matrix out = Matrix.zeros(a.rows(), a.cols());
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = a.data()[i] * b.data()[i];
        }
        return out;
    }

    /// Every element falls below some step's threshold and all later ones': its change is put down there, and sums
    /// up to each step are that step's.
    ///
    /// @param change what leaving out each element changes
    private double[] dropped(Choice choice, float[] steps, Matrix x, Matrix change) {
        Mask scores = model.mask(new Plan.Part(choice, 0), 0);
        double[] curve = new double[Grid.SIZE];
        double[] atStep = new double[Grid.SIZE + 1];
        for (int row = 0; row < x.rows(); row++) {
            Arrays.fill(atStep, 0);
            for (int j = 0; j < x.cols(); j++) {
                int at = row * x.cols() + j;
                atStep[firstAtLeast(steps, scores.score(x.data()[at], j))] += change.data()[at];
            }
            double sum = 0;
            for (int i = 0; i < curve.length; i++) {
                sum += atStep[i];
                curve[i] += sum * sum;
            }
        }
        return curve;
    }

    /// Index of the first step that is at least `score`, or the number of steps.
    private static int firstAtLeast(float[] steps, float score) {
        int low = 0;
        int high = steps.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (steps[middle] >= score) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// What is left out changes the loss by the sum over it, less what the low-rank product puts back.
    private double[] withLowRank(Choice choice, float[] steps, Matrix x, Matrix change, Matrix gradient) {
        LinearAlgebra algebra = ProviderChoice.once().algebra();
        double[] curve = new double[Grid.SIZE];
        Arrays.fill(curve, Double.POSITIVE_INFINITY);
        curve[0] = 0;
        for (int i = Grid.COARSE; i < curve.length; i += Grid.COARSE) {
            Mask mask = model.mask(new Plan.Part(choice, Grid.sparsity(i)), steps[i]);
            Mask.LowRank factors = mask.lowRank().orElseThrow();
            Matrix rest = rest(mask, x);
            Matrix instead = algebra.multiply(rest, false, factors.v(), true);
            Matrix pull = algebra.multiply(gradient, factors.u());
            curve[i] = 0;
            for (int row = 0; row < x.rows(); row++) {
                double sum = 0;
                for (int j = row * x.cols(); j < (row + 1) * x.cols(); j++) {
                    sum += rest.data()[j] == 0 ? 0 : change.data()[j];
                }
                for (int k = row * pull.cols(); k < (row + 1) * pull.cols(); k++) {
                    sum -= pull.data()[k] * instead.data()[k];
                }
                curve[i] += sum * sum;
            }
        }
        return curve;
    }

    private static Matrix rest(Mask mask, Matrix x) {
        Matrix rest = Matrix.zeros(x.rows(), x.cols());
        for (int i = 0; i < rest.data().length; i++) {
            rest.data()[i] = mask.keeps(x.data()[i], i % x.cols()) ? 0 : x.data()[i];
        }
        return rest;
    }
}
