package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// What [Heads] does, for doubles: one number after the other, on one thread. Keys and values are joined to those
/// of before.
final class DoubleHeads {

    /// What is added to scores.
    interface Bias {
        /// Adds to the scores of a query with all keys, from `at` on, and gives how many of them it sees.
        int add(int batch, int head, int query, double[] scores, int at);
    }

    double scale;
    double cap;
    Heads.Note note = Heads.Note.NONE;
    Heads.Undefined undefined = Heads.Undefined.UNSEEN_ARE_ZERO;
    Bias bias = (batch, head, query, scores, at) -> Integer.MAX_VALUE;
    private final Joined keys = new Joined();
    private final Joined values = new Joined();
    private double[] scores = {};

    /// Takes on keys and values; gives how many keys there are.
    ///
    /// @param k `[B,G,T,D]`, or `[B,T,G D]`; so is `v`
    /// @param heads `G`
    /// @param pastKey `[B,G,P,D]`, or absent; so is `pastValue`
    /// @param presentKey gets `[B,G,P + T,D]` unless absent; so does `presentValue`
    /// @param width `D` of the queries
    int join(
            Tensor k,
            Tensor v,
            int heads,
            Tensor pastKey,
            Tensor pastValue,
            Tensor presentKey,
            Tensor presentValue,
            int width) {
        keys.join(k, heads, pastKey, presentKey);
        values.join(v, heads, pastValue, presentValue);
        if (keys.rows != values.rows || keys.size != width) {
            throw new IllegalArgumentException("Attention: K " + k + " and V " + v + " do not go together, or with"
                    + " queries of " + width + " numbers");
        }
        return keys.rows;
    }

    /// Numbers of a value's row.
    int width() {
        return values.size;
    }

    /// Computes `y` of the keys and values that were taken on.
    ///
    /// @param heads of queries
    /// @param noted gets scores as `note` says
    void run(Tensor q, int heads, Tensor y, Tensor noted) {
        int queries = q.dim(q.rank() - 2);
        if (scores.length < keys.rows) {
            scores = new double[keys.rows];
        }
        for (int batch = 0; batch < q.dim(0); batch++) {
            for (int head = 0; head < heads; head++) {
                int shared = batch * keys.heads + head / (heads / keys.heads);
                for (int query = 0; query < queries; query++) {
                    int place = (batch * heads + head) * queries + query;
                    score(q, at(q, heads, keys.size, batch, head, query), shared);
                    weigh(batch, head, query, noted, place * keys.rows);
                    sum(y, at(y, heads, values.size, batch, head, query), shared);
                }
            }
        }
    }

    /// Where a row of a head begins.
    private static int at(Tensor tensor, int heads, int size, int batch, int head, int row) {
        return tensor.rank() == 3
                ? ((batch * tensor.dim(1) + row) * heads + head) * size
                : ((batch * heads + head) * tensor.dim(2) + row) * size;
    }

    private void score(Tensor q, int from, int shared) {
        for (int key = 0; key < keys.rows; key++) {
            int at = (shared * keys.rows + key) * keys.size;
            double sum = 0;
            for (int i = 0; i < keys.size; i++) {
                sum += q.doubles()[from + i] * keys.all[at + i];
            }
            scores[key] = sum * scale;
        }
    }

    private void weigh(int batch, int head, int query, Tensor noted, int place) {
        int count = keys.rows;
        note(Heads.Note.SCALED, noted, place);
        for (int i = 0; cap > 0 && i < count; i++) {
            scores[i] = Math.tanh(scores[i] / cap) * cap;
        }
        note(Heads.Note.CAPPED, noted, place);
        int seen = Math.clamp(bias.add(batch, head, query, scores, 0), 0, count);
        Arrays.fill(scores, seen, count, Double.NEGATIVE_INFINITY);
        note(Heads.Note.BIASED, noted, place);
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < seen; i++) {
            most = Math.max(most, scores[i]);
        }
        // Of no scores but -∞ weights are undefined, as softmax says, or none.
        boolean none = most == Double.NEGATIVE_INFINITY && (undefined != Heads.Undefined.KEPT || seen == 0);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            scores[i] = none || i >= seen ? 0 : Math.exp(scores[i] - most);
            sum += scores[i];
        }
        for (int i = 0; !none && i < count; i++) {
            double weight = scores[i] / sum;
            scores[i] = undefined == Heads.Undefined.ZERO && Double.isNaN(weight) || i >= seen ? 0 : weight;
        }
        note(Heads.Note.WEIGHTS, noted, place);
    }

    private void note(Heads.Note which, Tensor noted, int place) {
        if (note == which) {
            System.arraycopy(scores, 0, noted.doubles(), place, keys.rows);
        }
    }

    private void sum(Tensor y, int to, int shared) {
        double[] out = y.doubles();
        Arrays.fill(out, to, to + values.size, 0);
        for (int key = 0; key < values.rows; key++) {
            int at = (shared * values.rows + key) * values.size;
            for (int i = 0; i < values.size; i++) {
                out[to + i] += scores[key] * values.all[at + i];
            }
        }
    }

    /// Keys, or values: `[batches,heads,rows,size]`.
    private static final class Joined {

        private double[] all = {};
        private int heads;
        private int rows;
        private int size;

        private void join(Tensor now, int count, Tensor was, Tensor will) {
            heads = count;
            size = now.dim(-1) / (now.rank() == 3 ? count : 1);
            int fresh = now.dim(now.rank() == 3 ? 1 : 2);
            int length = was.isPresent() && was.rank() == 4 ? was.dim(2) : 0;
            check(now, was);
            rows = length + fresh;
            int blocks = now.dim(0) * heads;
            if (all.length < blocks * rows * size) {
                all = new double[blocks * rows * size];
            }
            for (int block = 0; block < blocks; block++) {
                int to = block * rows * size;
                if (length > 0) {
                    System.arraycopy(was.doubles(), block * length * size, all, to, length * size);
                }
                for (int row = 0; row < fresh; row++) {
                    int from = at(now, heads, size, block / heads, block % heads, row);
                    System.arraycopy(now.doubles(), from, all, to + (length + row) * size, size);
                }
            }
            if (will.isPresent()) {
                will.shape(ElementType.F64, now.dim(0), heads, rows, size);
                System.arraycopy(all, 0, will.doubles(), 0, will.count());
            }
        }

        private void check(Tensor now, Tensor was) {
            boolean fits = !was.isPresent()
                    || was.rank() == 4
                            && was.type() == now.type()
                            && was.dim(0) == now.dim(0)
                            && was.dim(1) == heads
                            && was.dim(3) == size;
            if (!fits || now.rank() == 3 && now.dim(2) % heads != 0 || now.rank() == 4 && now.dim(1) != heads) {
                throw new IllegalArgumentException(
                        "Attention: past " + was + " and present " + now + " do not go together");
            }
        }
    }
}
