package dev.rsparse.compiler.interpret;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.runtime.kernel.Softmax;
import java.util.Arrays;
import java.util.List;

/// How much worse than the dense model a thinned one is, over fixed sequences. What the dense model's head reads is
/// computed once and held.
public final class Judge {

    /// What is measured; both are 0 for the dense model.
    public enum Objective {
        /// Rise of the mean negative log-likelihood of the text, in nats per predicted token.
        NLL,
        /// Mean Kullback-Leibler divergence of the dense model's next-token distribution from the thinned one's, in
        /// nats per token. Less noisy than [#NLL]: the text's own surprises cancel.
        KL
    }

    /// Logits of a vocabulary of 128k tokens stay below 64 MiB at a time.
    static final int CHUNK_ELEMENTS = 1 << 23;

    private final Interpreter interpreter;
    private final Workers workers;
    private final Objective objective;
    private final List<Integer> cuts;
    private final int windows;
    private final Sequence[] start;
    /// States at the head.
    private final Sequence[] dense;
    private final double denseLoss;
    private final long scored;

    /// Runs the dense model.
    public Judge(Interpreter interpreter, List<int[]> windows, Objective objective, Workers workers)
            throws InterruptedException {
        this.interpreter = interpreter;
        this.workers = workers;
        this.objective = objective;
        this.cuts = interpreter.cuts();
        this.windows = windows.size();
        this.scored = windows.stream()
                .mapToLong(window -> objective == Objective.KL ? window.length : window.length - 1)
                .sum();
        this.start = new Sequence[this.windows];
        Arrays.setAll(start, window -> interpreter.start(window, windows.get(window)));
        this.dense = new Sequence[this.windows];
        workers.run(
                this.windows,
                window -> dense[window] = interpreter.run(start[window], 0, cuts.getLast(), Masks.NONE, Observer.NONE));
        this.denseLoss = objective == Objective.KL ? 0 : sum(dense) / scored;
    }

    /// The places at which states are held, ending at the head.
    public List<Integer> cuts() {
        return cuts;
    }

    /// The last cut at or before node `index`.
    public int cutBefore(int index) {
        int cut = 0;
        while (cut + 1 < cuts.size() && cuts.get(cut + 1) <= index) {
            cut++;
        }
        return cut;
    }

    /// The dense model's negative log-likelihood per predicted token; 0 where the objective is a divergence.
    public double denseLoss() {
        return denseLoss;
    }

    /// States before the first node.
    public Sequence[] start() {
        return start.clone();
    }

    /// The objective of the model thinned by `masks`.
    public double loss(Masks masks) throws InterruptedException {
        double[] losses = new double[windows];
        workers.run(windows, window -> {
            Sequence end = interpreter.run(start[window], 0, cuts.getLast(), masks, Observer.NONE);
            losses[window] = loss(end);
        });
        return Arrays.stream(losses).sum() / scored - denseLoss;
    }

    /// The objective where the states at the head are known.
    public double loss(Sequence[] atHead) throws InterruptedException {
        return sum(atHead) / scored - denseLoss;
    }

    private double sum(Sequence[] atHead) throws InterruptedException {
        double[] losses = new double[windows];
        workers.run(windows, window -> losses[window] = loss(atHead[window]));
        return Arrays.stream(losses).sum();
    }

    private double loss(Sequence end) {
        Matrix hidden = end.of(interpreter.head().x());
        int chunk =
                Math.max(1, CHUNK_ELEMENTS / interpreter.head().weight().type().size(0));
        double loss = 0;
        for (int row = 0; row < hidden.rows(); row += chunk) {
            int rows = Math.min(chunk, hidden.rows() - row);
            Matrix logits = interpreter.logits(rows(hidden, row, rows));
            if (objective == Objective.NLL) {
                loss += likelihood(logits, end.ids(), row);
            } else {
                Matrix reference = dense[end.window()].of(interpreter.head().x());
                loss += divergence(interpreter.logits(rows(reference, row, rows)), logits);
            }
        }
        return loss;
    }

    private static double likelihood(Matrix logits, int[] ids, int firstRow) {
        double sum = 0;
        for (int row = 0; row < logits.rows(); row++) {
            int next = firstRow + row + 1;
            if (next < ids.length) {
                sum += Softmax.negativeLogLikelihood(logits.data(), row * logits.cols(), logits.cols(), ids[next]);
            }
        }
        return sum;
    }

    /// Sum over rows of `sum p (log p - log q)`; overwrites `dense` with its probabilities.
    private static double divergence(Matrix dense, Matrix thinned) {
        double sum = 0;
        int count = dense.cols();
        for (int row = 0; row < dense.rows(); row++) {
            int start = row * count;
            float[] before = Arrays.copyOfRange(dense.data(), start, start + count);
            double total = Softmax.normalise(dense.data(), start, count);
            double gap = 0;
            for (int i = 0; i < count; i++) {
                gap += dense.data()[start + i] * (before[i] - thinned.data()[start + i]);
            }
            // The target's own logit drops out of its likelihood, which leaves the logarithm of the sum.
            double other = Softmax.negativeLogLikelihood(thinned.data(), start, count, 0) + thinned.data()[start];
            sum += gap - total + other;
        }
        return sum;
    }

    static Matrix rows(Matrix matrix, int from, int count) {
        int width = matrix.cols();
        return new Matrix(count, width, Arrays.copyOfRange(matrix.data(), from * width, (from + count) * width));
    }
}
