package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.kernel.Softmax;
import dev.rsparse.runtime.op.linear.MatrixPanels;
import dev.rsparse.runtime.op.linear.Product;
import java.util.Arrays;

/// Attention of many heads in f32: `softmax(cap(scale Q Kᵀ) + bias) V` for each, where neighbouring heads of
/// queries share one of keys and values, and a query sees the first so many keys. A query that sees none gives
/// zeros.
///
/// Scores are made of some heads at a time, or of some queries of one head, so that they take some megabytes
/// however long the sequence.
final class Heads {

    /// Scores that are made at a time.
    private static final int SCORES = 1 << 20;

    /// Scores that are worth a thread's while.
    private static final int LEAST = 1 << 13;

    /// Smaller weights come of scores that were -∞, of which the exponential is not quite 0.
    private static final float NOTHING = 2e-38f;

    /// What is added to scores.
    interface Bias {
        /// Adds to the scores of a query with all keys, from `at` on, and gives how many of them it sees.
        int add(int batch, int head, int query, float[] scores, int at);
    }

    /// The scores that come out besides.
    enum Note {
        NONE,
        SCALED,
        CAPPED,
        BIASED,
        WEIGHTS
    }

    /// What becomes of weights that are no numbers.
    enum Undefined {
        /// A query that sees no key has none; scores that are NaN give such weights.
        UNSEEN_ARE_ZERO,
        /// Neither has any, as softmax says.
        KEPT,
        /// They are 0 where they are NaN.
        ZERO
    }

    private final Workers workers;
    private final Product product;
    private final Workers.Task task = this::weights;
    private final MatrixPanels panels = new MatrixPanels();

    final Layout q = new Layout();
    final Layout k = new Layout();
    final Layout v = new Layout();
    final Layout y = new Layout();
    float scale;
    float cap;
    Bias bias = (batch, head, query, scores, at) -> Integer.MAX_VALUE;
    Note note = Note.NONE;
    Undefined undefined = Undefined.UNSEEN_ARE_ZERO;
    float[] noted = {};

    /// For each head a score that takes its share of the weights and gives nothing; empty for none.
    float[] sinks = {};

    private int heads;
    private int keys;
    private int queries;
    private float[] scores = {};
    private int[] leftStarts = {};
    private int[] rightStarts = {};
    private int[] outStarts = {};
    // The heads and queries whose scores are being made.
    private int firstHead;
    private int firstQuery;
    private int rows;

    Heads(Workers workers) {
        this.workers = workers;
        this.product = new Product(workers);
    }

    /// Computes `y`, whose layout says where results go, as those of `q`, `k` and `v` say where operands lie.
    void run() {
        heads = q.heads;
        queries = q.rows;
        keys = k.rows;
        int all = q.batches * heads;
        rows = Math.clamp(SCORES / Math.max(1, keys), 1, Math.max(1, queries));
        int together = rows < queries ? 1 : Math.clamp(SCORES / Math.max(1, rows * keys), 1, Math.max(1, all));
        if (scores.length < together * rows * keys) {
            scores = new float[together * rows * keys];
        }
        if (leftStarts.length < together) {
            leftStarts = new int[together];
            rightStarts = new int[together];
            outStarts = new int[together];
        }
        int most = rows;
        for (firstHead = 0; firstHead < all; firstHead += together) {
            for (firstQuery = 0; firstQuery < queries; firstQuery += most) {
                rows = Math.min(most, queries - firstQuery);
                some(Math.min(together, all - firstHead));
            }
        }
    }

    private void some(int count) {
        Arrays.fill(scores, 0, count * rows * keys, 0);
        for (int i = 0; i < count; i++) {
            leftStarts[i] = q.at((firstHead + i) / heads, (firstHead + i) % heads, firstQuery);
            rightStarts[i] = k.at((firstHead + i) / heads, shared(i), 0);
            outStarts[i] = i * rows * keys;
        }
        product.left(q.values, leftStarts, q.rowStep)
                .right(panels.of(k.values, rightStarts, 1, k.rowStep))
                .out(scores, outStarts, keys)
                .run(count, rows, q.size, keys);
        workers.share(count * rows, Math.max(1, LEAST / Math.max(1, keys)), task);
        for (int i = 0; i < count; i++) {
            leftStarts[i] = i * rows * keys;
            rightStarts[i] = v.at((firstHead + i) / heads, shared(i), 0);
            outStarts[i] = y.at((firstHead + i) / heads, (firstHead + i) % heads, firstQuery);
            for (int row = 0; row < rows; row++) {
                int to = outStarts[i] + row * y.rowStep;
                Arrays.fill(y.values, to, to + v.size, 0);
            }
        }
        product.left(scores, leftStarts, keys)
                .right(panels.of(v.values, rightStarts, v.rowStep, 1))
                .out(y.values, outStarts, y.rowStep)
                .run(count, rows, keys, v.size);
    }

    /// The head of keys that head `i` of those that are being made shares.
    private int shared(int i) {
        return (firstHead + i) % heads / (heads / k.heads);
    }

    private void weights(int from, int to, int member) {
        for (int row = from; row < to; row++) {
            int head = firstHead + row / rows;
            int query = firstQuery + row % rows;
            weigh(head, query, row * keys);
        }
    }

    private void weigh(int head, int query, int at) {
        int end = at + keys;
        for (int i = at; i < end; i++) {
            scores[i] *= scale;
        }
        note(Note.SCALED, head, query, at);
        if (cap > 0) {
            for (int i = at; i < end; i++) {
                scores[i] = (float) (Math.tanh(scores[i] / cap) * cap);
            }
        }
        note(Note.CAPPED, head, query, at);
        int seen = Math.clamp(bias.add(head / heads, head % heads, query, scores, at), 0, keys);
        Arrays.fill(scores, at + seen, end, Float.NEGATIVE_INFINITY);
        note(Note.BIASED, head, query, at);
        float most = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + seen; i++) {
            most = Math.max(most, scores[i]);
        }
        if (most > Float.NEGATIVE_INFINITY || Float.isNaN(most) || undefined == Undefined.KEPT) {
            leave(head % heads, Softmax.normalise(scores, at, seen), at);
        }
        for (int i = at; i < end; i++) {
            scores[i] = scores[i] < NOTHING || undefined == Undefined.ZERO && Float.isNaN(scores[i]) ? 0 : scores[i];
        }
        note(Note.WEIGHTS, head, query, at);
    }

    /// Leaves the sink its share.
    ///
    /// @param logarithm of the sum of the exponentials of the scores
    private void leave(int head, double logarithm, int at) {
        if (sinks.length > 0) {
            float share = (float) (1 / (1 + Math.exp(sinks[head] - logarithm)));
            for (int i = at; i < at + keys; i++) {
                scores[i] *= share;
            }
        }
    }

    private void note(Note which, int head, int query, int at) {
        if (note == which) {
            System.arraycopy(scores, at, noted, (head * queries + query) * keys, keys);
        }
    }
}
