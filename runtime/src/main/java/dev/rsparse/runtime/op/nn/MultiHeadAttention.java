package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Attention of many heads, `softmax(scale Q Kᵀ + mask + bias) V`. Attributes: `num_heads`, `scale` (0: 1 / √head
/// size), `unidirectional` (0): query `i` sees keys up to `i` plus the number of past ones, `mask_filter_value`
/// (-10000): what is added to scores of keys that are padding. Queries, keys and values packed into one tensor are
/// refused. Types: f32, f16, bf16, computed as f32. Source: ONNX Runtime com.microsoft MultiHeadAttention-1.
public final class MultiHeadAttention implements Operator {

    private static final String NAME = "MultiHeadAttention";

    private final int count;
    private final float scale;
    private final boolean causal;
    private final Heads heads;
    private final AttentionMask mask = new AttentionMask(NAME);
    private final PaddingMask padding;
    private final KeysAndValues cache = new KeysAndValues(NAME);
    private final Biased biasedQueries = new Biased();
    private final Biased biasedKeys = new Biased();
    private final Biased biasedValues = new Biased();
    private final Floats queries = new Floats();
    private final Floats result = new Floats();
    private int past;

    public MultiHeadAttention(Settings settings) {
        this.count = Shapes.extent(settings.integer("num_heads", 0));
        this.scale = settings.number("scale", 0);
        this.causal = settings.flag("unidirectional", false);
        this.padding = new PaddingMask(NAME, settings.number("mask_filter_value", -10000));
        this.heads = new Heads(settings.workers());
        heads.bias = this::bias;
    }

    /// @param q `[B,S,H D]`
    /// @param k `[B,T,H D]`, or `[B,H,T,D]`
    /// @param v `[B,T,H E]`, or `[B,H,T,E]`
    /// @param bias `[2 H D + H E]`: added to queries, keys and values; or absent
    /// @param keyPadding `[B]`, `[B,P + T]` or `[B,S,P + T]`, as [PaddingMask] has it; or absent
    /// @param added absent, or what is added to scores, and can be stretched to `[B,H,S,P + T]`
    /// @param pastKey `[B,H,P,D]`, or absent
    /// @param pastValue `[B,H,P,E]`, or absent
    /// @param y `[B,S,H E]`
    /// @param presentKey `[B,H,P + T,D]`, or absent
    /// @param presentValue `[B,H,P + T,E]`, or absent
    public void run(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor bias,
            Tensor keyPadding,
            Tensor added,
            Tensor pastKey,
            Tensor pastValue,
            Tensor y,
            Tensor presentKey,
            Tensor presentValue) {
        check(q, k, v, bias);
        int rows = q.dim(1);
        int size = q.dim(2) / count;
        Tensor queried = biasedQueries.of(q, bias, 0);
        heads.q.byRow(queries.of(queried), q.dim(0), count, rows, size);
        cache.join(
                biasedKeys.of(k, bias, q.dim(2)),
                biasedValues.of(v, bias, 2 * q.dim(2)),
                count,
                pastKey,
                pastValue,
                presentKey,
                presentValue,
                heads);
        past = pastKey.isPresent() ? pastKey.dim(2) : 0;
        heads.scale = scale == 0 ? (float) (1 / Math.sqrt(size)) : scale;
        mask.of(added, q.dim(0), count, rows, heads.k.rows, false);
        padding.of(keyPadding, q.dim(0), rows, heads.k.rows);
        y.shape(q.type(), q.dim(0), rows, count * heads.v.size);
        heads.y.byRow(result.into(y), q.dim(0), count, rows, heads.v.size);
        heads.run();
        result.store(y);
    }

    private void check(Tensor q, Tensor k, Tensor v, Tensor bias) {
        boolean fits = k.isPresent()
                && v.isPresent()
                && q.rank() == 3
                && count > 0
                && q.dim(2) % count == 0
                && isKeys(q, k)
                && isKeys(q, v)
                && (!bias.isPresent() || bias.type() == q.type() && bias.count() == 2 * q.dim(2) + width(v));
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": query " + q + (k.isPresent() ? ", key " + k : ", no key")
                    + (v.isPresent() ? ", value " + v : ", no value") + " and bias do not go together with "
                    + count + " heads");
        }
        Types.checkShortFloats(NAME, "query", q);
    }

    private boolean isKeys(Tensor q, Tensor k) {
        return k.type() == q.type()
                && k.dim(0) == q.dim(0)
                && (k.rank() == 3 && k.dim(2) % count == 0 || k.rank() == 4 && k.dim(1) == count);
    }

    private int width(Tensor v) {
        return v.rank() == 3 ? v.dim(2) : v.dim(1) * v.dim(3);
    }

    private int bias(int batch, int head, int query, float[] scores, int at) {
        mask.add(batch, head, query, scores, at);
        int there = padding.add(batch, query, scores, at);
        return causal ? Math.min(there, past + query + 1) : there;
    }

    /// A tensor with a part of the bias added to its rows.
    private static final class Biased {

        private final Tensor sum = new Tensor();

        /// @param x of four axes has no bias any more
        private Tensor of(Tensor x, Tensor bias, int from) {
            if (!bias.isPresent() || x.rank() == 4) {
                return x;
            }
            sum.shapeLike(x);
            for (int i = 0; i < x.count(); i++) {
                sum.setNumber(i, x.number(i) + bias.number(from + i % x.dim(2)));
            }
            return sum;
        }
    }
}
