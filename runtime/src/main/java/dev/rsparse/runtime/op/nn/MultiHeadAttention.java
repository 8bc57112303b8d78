package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Attention of many heads, `softmax(scale Q Kᵀ + mask + bias) V`. Attributes: `num_heads`, `scale` (0: 1 / √head
/// size), `unidirectional` (0): query `i` sees keys up to `i` plus the number of past ones, `mask_filter_value`
/// (-10000): what is added to scores of keys that are padding. Types: f32, f16, bf16, computed as f32.
///
/// Keys and values may be packed into one tensor, and then have no bias, or queries, keys and values into one. They
/// are read where they lie; nothing of before can be joined to them. Source: ONNX Runtime com.microsoft
/// MultiHeadAttention-1.
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

    /// @param q `[B,S,H D]`; or `[B,S,H,3,D]` with its keys and values
    /// @param k `[B,T,H D]`, or `[B,H,T,D]`; or `[B,T,H,2,D]` with its values; or absent where `q` holds them
    /// @param v `[B,T,H E]`, or `[B,H,T,E]`; or absent where `q` or `k` holds them
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
        boolean packed = q.rank() == 5;
        checkPast(packed ? q : k, pastKey, pastValue);
        int width = q.count(2, q.rank()) / (packed ? 3 : 1);
        int rows = q.dim(1);
        int size = width / count;
        Tensor queried = biasedQueries.of(q, bias, 0, count);
        heads.q.byPart(queries.of(queried), q.dim(0), count, rows, size, 0, packed ? 3 : 1);
        Tensor keyed = packed ? queried : biasedKeys.of(k, bias, width, count);
        Tensor valued = v.isPresent() ? biasedValues.of(v, bias, 2 * width, count) : keyed;
        cache.join(keyed, valued, count, pastKey, pastValue, presentKey, presentValue, heads);
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
        boolean fits = count > 0
                && switch (q.rank()) {
                    case 3 ->
                        q.dim(2) % count == 0 && (k.rank() == 5 ? isPacked(q, k, v) : isKeys(q, k) && isKeys(q, v));
                    case 5 -> q.dim(2) == count && q.dim(3) == 3 && !k.isPresent() && !v.isPresent();
                    default -> false;
                }
                && (!bias.isPresent() || k.rank() != 5 && bias.type() == q.type() && bias.count() == biases(q, v));
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": query " + q + (k.isPresent() ? ", key " + k : ", no key")
                    + (v.isPresent() ? ", value " + v : ", no value") + (bias.isPresent() ? " and bias " + bias : "")
                    + " do not go together with " + count + " heads");
        }
        Types.checkShortFloats(NAME, "query", q);
    }

    /// Whether a tensor holds keys and values for the queries.
    private boolean isPacked(Tensor q, Tensor k, Tensor v) {
        return !v.isPresent()
                && k.type() == q.type()
                && k.dim(0) == q.dim(0)
                && k.dim(2) == count
                && k.dim(3) == 2
                && k.dim(4) == q.dim(2) / count;
    }

    /// How many numbers a bias has.
    private static int biases(Tensor q, Tensor v) {
        return q.rank() == 5 ? q.count(2, 5) : 2 * q.dim(2) + (v.rank() == 3 ? v.dim(2) : v.dim(1) * v.dim(3));
    }

    private static void checkPast(Tensor keys, Tensor pastKey, Tensor pastValue) {
        if (keys.rank() == 5 && (pastKey.isPresent() || pastValue.isPresent())) {
            throw new IllegalArgumentException(
                    NAME + ": what is packed as " + keys + " cannot be joined to keys and values of before");
        }
    }

    private boolean isKeys(Tensor q, Tensor k) {
        return k.isPresent()
                && k.type() == q.type()
                && (k.rank() == 3 && k.dim(2) % count == 0 || k.rank() == 4 && k.dim(1) == count)
                && k.dim(0) == q.dim(0);
    }

    private int bias(int batch, int head, int query, float[] scores, int at) {
        mask.add(batch, head, query, scores, at);
        int there = padding.add(batch, query, scores, at);
        return causal ? Math.min(there, past + query + 1) : there;
    }

    /// A tensor with a part of the bias, or all of it, added to its rows.
    private static final class Biased {

        private final Tensor sum = new Tensor();

        /// @param x of four axes has no bias any more
        /// @param from where the part for `x` begins, or the first of those of its parts
        /// @param heads of `x`, whose parts lie side by side in each, those of the bias one after the other
        private Tensor of(Tensor x, Tensor bias, int from, int heads) {
            if (!bias.isPresent() || x.rank() == 4 || x.count() == 0) {
                return x;
            }
            sum.shapeLike(x);
            int width = x.count(2, x.rank());
            int parts = x.rank() == 5 ? x.dim(3) : 1;
            int size = width / heads / parts;
            for (int block = 0; block < x.count() / size; block++) {
                int place = block % (heads * parts);
                int at = from + (place % parts * heads + place / parts) * size;
                for (int i = block * size; i < (block + 1) * size; i++) {
                    sum.setNumber(i, x.number(i) + bias.number(at + i - block * size));
                }
            }
            return sum;
        }
    }
}
