package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Attention with a state in place of keys and values: for each position the state of a head fades, takes on
/// `kᵀ u`, and is read by the queries of the heads that share it: `y = scale q S`. Attribute `update_rule`
/// (gated_delta): `linear` and `gated` write `u = v`; `delta` and `gated_delta` write what is missing,
/// `u = beta (v - (erase k) S)`; gated ones first multiply the state's rows by `exp(decay)`. Other attributes:
/// `q_num_heads`, `kv_num_heads`, `scale` (0: 1 / √D). Types: floats, computed as doubles. Source: ONNX
/// LinearAttention-27.
public final class LinearAttention implements Operator {

    private final int queryHeads;
    private final int heads;
    private final float givenScale;
    private final boolean gated;
    private final boolean delta;
    private int keySize;
    private int valueSize;
    private double[] state = {};
    private double[] update = {};

    public LinearAttention(Settings settings) {
        this.queryHeads = Shapes.extent(settings.integer("q_num_heads", 0));
        this.heads = Shapes.extent(settings.integer("kv_num_heads", 0));
        this.givenScale = settings.number("scale", 0);
        String rule = settings.text("update_rule", "gated_delta");
        this.gated = rule.startsWith("gated");
        this.delta = rule.endsWith("delta");
        if (!rule.equals("linear") && !gated && !delta) {
            throw new IllegalArgumentException("LinearAttention: there is no update_rule " + rule);
        }
    }

    /// @param q `[B,T,H D]`
    /// @param k `[B,T,G D]`
    /// @param v `[B,T,G E]`
    /// @param past `[B,G,D,E]`, or absent for zeros
    /// @param decay `[B,T,G]` or `[B,T,G D]` for gated rules, else absent
    /// @param beta `[B,T,G]` or `[B,T,1]` for delta rules, else absent
    /// @param erase `[B,T,G D]`: factors of the keys that read what is missing; or absent
    /// @param y `[B,T,H E]`
    /// @param present `[B,G,D,E]`, or absent
    public void run(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor past,
            Tensor decay,
            Tensor beta,
            Tensor erase,
            Tensor y,
            Tensor present) {
        check(q, k, v, past, decay, beta, erase);
        keySize = k.dim(2) / heads;
        valueSize = v.dim(2) / heads;
        if (state.length < keySize * valueSize || update.length < valueSize) {
            state = new double[keySize * valueSize];
            update = new double[valueSize];
        }
        y.shape(q.type(), q.dim(0), q.dim(1), queryHeads * valueSize);
        if (present.isPresent()) {
            present.shape(past.isPresent() ? past.type() : q.type(), q.dim(0), heads, keySize, valueSize);
        }
        int size = keySize * valueSize;
        for (int head = 0; head < q.dim(0) * heads; head++) {
            for (int i = 0; i < size; i++) {
                state[i] = past.isPresent() ? past.number(head * size + i) : 0;
            }
            for (int t = 0; t < q.dim(1); t++) {
                int row = head / heads * q.dim(1) + t;
                write(k, v, decay, beta, erase, row, head % heads);
                read(q, y, row, head % heads);
            }
            for (int i = 0; i < size && present.isPresent(); i++) {
                present.setNumber(head * size + i, state[i]);
            }
        }
    }

    private void check(Tensor q, Tensor k, Tensor v, Tensor past, Tensor decay, Tensor beta, Tensor erase) {
        boolean heads = this.heads > 0 && queryHeads > 0 && queryHeads % this.heads == 0;
        boolean fits = heads
                && isRows(q, q, queryHeads)
                && isRows(q, k, this.heads)
                && isRows(q, v, this.heads)
                && q.dim(2) / queryHeads == k.dim(2) / this.heads
                && gated == decay.isPresent()
                && delta == beta.isPresent()
                && (!gated || isRows(q, decay, 1) && (decay.dim(2) == this.heads || decay.dim(2) == k.dim(2)))
                && (!delta || isRows(q, beta, 1) && (beta.dim(2) == this.heads || beta.dim(2) == 1))
                && (!erase.isPresent() || delta && erase.hasDimsOf(k))
                && (!past.isPresent() || past.count() == q.dim(0) * k.dim(2) * (v.dim(2) / this.heads));
        if (!fits) {
            throw new IllegalArgumentException("LinearAttention: Q " + q + ", K " + k + ", V " + v
                    + ", state, decay and beta do not go together with " + queryHeads + " and " + this.heads
                    + " heads");
        }
    }

    private static boolean isRows(Tensor q, Tensor x, int heads) {
        return x.rank() == 3 && x.dim(0) == q.dim(0) && x.dim(1) == q.dim(1) && x.dim(2) % heads == 0;
    }

    private void write(Tensor k, Tensor v, Tensor decay, Tensor beta, Tensor erase, int row, int head) {
        int key = row * k.dim(2) + head * keySize;
        for (int d = 0; gated && d < keySize; d++) {
            boolean byHead = decay.dim(2) == heads;
            int at = byHead ? row * heads + head : key + d;
            double factor = Math.exp(decay.number(at));
            for (int e = 0; e < valueSize; e++) {
                state[d * valueSize + e] *= factor;
            }
        }
        Arrays.fill(update, 0);
        for (int d = 0; delta && d < keySize; d++) {
            double factor = k.number(key + d) * (erase.isPresent() ? erase.number(key + d) : 1);
            for (int e = 0; e < valueSize; e++) {
                update[e] -= factor * state[d * valueSize + e];
            }
        }
        double by = delta ? beta.number(beta.dim(2) == 1 ? row : row * heads + head) : 1;
        for (int e = 0; e < valueSize; e++) {
            update[e] = by * (update[e] + v.number((row * heads + head) * valueSize + e));
        }
        for (int d = 0; d < keySize; d++) {
            double factor = k.number(key + d);
            for (int e = 0; e < valueSize; e++) {
                state[d * valueSize + e] += factor * update[e];
            }
        }
    }

    private void read(Tensor q, Tensor y, int row, int head) {
        int shared = queryHeads / heads;
        double scale = givenScale == 0 ? 1 / Math.sqrt(keySize) : givenScale;
        for (int i = head * shared; i < (head + 1) * shared; i++) {
            Arrays.fill(update, 0);
            for (int d = 0; d < keySize; d++) {
                double factor = q.number((row * queryHeads + i) * keySize + d);
                for (int e = 0; e < valueSize; e++) {
                    update[e] += factor * state[d * valueSize + e];
                }
            }
            for (int e = 0; e < valueSize; e++) {
                y.setNumber((row * queryHeads + i) * valueSize + e, scale * update[e]);
            }
        }
    }
}
