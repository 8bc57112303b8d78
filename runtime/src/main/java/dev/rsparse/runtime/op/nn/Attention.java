package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Attention of many heads: `Y = softmax(cap(scale Q Kᵀ) + mask) V`, where `cap(s) = softcap tanh(s / softcap)` and
/// heads of keys and values may be shared by neighbouring ones of queries. What was seen before comes in as
/// `past_key` and `past_value`, to which keys and values are joined.
///
/// Attributes: `scale` (1 / √head size), `softcap` (0, which caps nothing), `is_causal` (0): query `i` then sees
/// keys up to `i` plus the number of past ones, or up to `i` plus `nonpad_kv_seqlen` minus the number of queries;
/// `q_num_heads` and `kv_num_heads` for operands of three axes; `qk_matmul_output_mode` (0): which scores come out:
/// 0 scaled, 1 capped, 2 masked, 3 as weights. A query that sees no key gives zeros. Types: floats; 16 bits
/// are computed as f32, whatever `softmax_precision`, and f64 as such. Source: ONNX Attention-23,-24.
///
/// An attribute that ONNX does not have stands where attention was spelt out in other operators: with
/// `undefined_weights` = 1 a query that sees no key gives NaN, as softmax says; with 2 weights that are NaN are 0.
public final class Attention implements Operator {

    private static final int FIRST_WITH_SHORT_MASKS = 24;
    private static final int FAR = Integer.MAX_VALUE;

    private final boolean causal;
    private final float scale;
    private final int queryHeads;
    private final int keyHeads;
    private final int noteMode;
    private final boolean shortMasks;
    private final Heads heads;
    private final DoubleHeads doubleHeads = new DoubleHeads();
    private final AttentionMask mask = new AttentionMask("Attention");
    private final KeysAndValues cache = new KeysAndValues("Attention");
    private final Floats queries = new Floats();
    private final Floats result = new Floats();
    private final Floats noted = new Floats();
    private int past;
    private int queryRows;
    private Tensor lengths = Tensor.ABSENT;

    public Attention(Settings settings) {
        this.causal = settings.flag("is_causal", false);
        this.scale = settings.number("scale", 0);
        this.queryHeads = Shapes.extent(settings.integer("q_num_heads", 0));
        this.keyHeads = Shapes.extent(settings.integer("kv_num_heads", 0));
        this.noteMode = Math.toIntExact(settings.integer("qk_matmul_output_mode", 0));
        this.shortMasks = settings.version() >= FIRST_WITH_SHORT_MASKS;
        this.heads = new Heads(settings.workers());
        heads.cap = settings.number("softcap", 0);
        heads.undefined = Heads.Undefined.values()[Math.toIntExact(settings.integer("undefined_weights", 0))];
        heads.bias = (batch, head, query, into, at) -> seen(batch, query, mask.add(batch, head, query, into, at));
        doubleHeads.cap = heads.cap;
        doubleHeads.undefined = heads.undefined;
        doubleHeads.bias = (batch, head, query, into, at) -> seen(batch, query, mask.add(batch, head, query, into, at));
    }

    /// @param q `[B,H,S,D]`, or `[B,S,H D]`
    /// @param k `[B,G,T,D]`, or `[B,T,G D]`
    /// @param v `[B,G,T,E]`, or `[B,T,G E]`
    /// @param attnMask absent, or what can be stretched to `[B,H,S,P + T]`: true where a query sees a key, or what
    ///     is added to the score; from version 24 on its last axis may be shorter, and what is beyond is not seen
    /// @param pastKey `[B,G,P,D]`, or absent
    /// @param pastValue `[B,G,P,E]`, or absent
    /// @param lengths `[B]`: how many keys of each batch there are, i64; or absent
    /// @param y `[B,H,S,E]`, or `[B,S,H E]`
    /// @param presentKey `[B,G,P + T,D]`, or absent
    /// @param presentValue `[B,G,P + T,E]`, or absent
    /// @param scores `[B,H,S,P + T]`, or absent
    public void run(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor attnMask,
            Tensor pastKey,
            Tensor pastValue,
            Tensor lengths,
            Tensor y,
            Tensor presentKey,
            Tensor presentValue,
            Tensor scores) {
        check(q, k, v, lengths);
        boolean byRow = q.rank() == 3;
        int count = byRow ? queryHeads : q.dim(1);
        int rows = q.dim(byRow ? 1 : 2);
        int size = byRow ? q.dim(2) / count : q.dim(3);
        past = pastKey.isPresent() ? pastKey.dim(2) : 0;
        queryRows = rows;
        this.lengths = lengths;
        if (q.type() == ElementType.F64) {
            int keys = doubleHeads.join(
                    k, v, byRow ? keyHeads : k.dim(1), pastKey, pastValue, presentKey, presentValue, size);
            mask.of(attnMask, q.dim(0), count, rows, keys, shortMasks);
            doubles(q, y, scores, count, keys, scale == 0 ? 1 / Math.sqrt(size) : scale);
            return;
        }
        if (byRow) {
            heads.q.byRow(queries.of(q), q.dim(0), count, rows, size);
        } else {
            heads.q.byHead(queries.of(q), q.dim(0), count, rows, size);
        }
        cache.join(k, v, byRow ? keyHeads : k.dim(1), pastKey, pastValue, presentKey, presentValue, heads);
        heads.scale = scale == 0 ? (float) (1 / Math.sqrt(size)) : scale;
        mask.of(attnMask, q.dim(0), count, rows, heads.k.rows, shortMasks);
        setScores(q, scores, count, rows);
        int width = heads.v.size;
        if (byRow) {
            y.shape(q.type(), q.dim(0), rows, count * width);
            heads.y.byRow(result.into(y), q.dim(0), count, rows, width);
        } else {
            y.shape(q.type(), q.dim(0), count, rows, width);
            heads.y.byHead(result.into(y), q.dim(0), count, rows, width);
        }
        heads.run();
        result.store(y);
        if (scores.isPresent()) {
            noted.store(scores);
        }
    }

    private void doubles(Tensor q, Tensor y, Tensor scores, int count, int keys, double factor) {
        doubleHeads.scale = factor;
        doubleHeads.note = Heads.Note.NONE;
        if (scores.isPresent()) {
            scores.shape(q.type(), q.dim(0), count, queryRows, keys);
            doubleHeads.note = Heads.Note.values()[1 + noteMode];
        }
        if (q.rank() == 3) {
            y.shape(q.type(), q.dim(0), queryRows, count * doubleHeads.width());
        } else {
            y.shape(q.type(), q.dim(0), count, queryRows, doubleHeads.width());
        }
        doubleHeads.run(q, count, y, scores);
    }

    private void check(Tensor q, Tensor k, Tensor v, Tensor lengths) {
        boolean fits = (q.rank() == 3 || q.rank() == 4)
                && k.rank() == q.rank()
                && v.rank() == q.rank()
                && k.type() == q.type()
                && v.type() == q.type()
                && k.dim(0) == q.dim(0)
                && v.dim(0) == q.dim(0)
                && (!lengths.isPresent() || lengths.count() == q.dim(0));
        boolean divides = q.rank() == 3
                ? queryHeads > 0 && keyHeads > 0 && q.dim(2) % queryHeads == 0 && queryHeads % keyHeads == 0
                : q.rank() == 4 && k.dim(1) > 0 && q.dim(1) % k.dim(1) == 0;
        if (!fits || !divides) {
            throw new IllegalArgumentException(
                    "Attention: Q " + q + ", K " + k + " and V " + v + " do not go together");
        }
        Types.checkFloats("Attention", "Q", q);
    }

    private void setScores(Tensor q, Tensor scores, int count, int rows) {
        heads.note = Heads.Note.NONE;
        if (scores.isPresent()) {
            scores.shape(q.type(), q.dim(0), count, rows, heads.k.rows);
            heads.note = Heads.Note.values()[1 + noteMode];
            heads.noted = noted.into(scores);
        }
    }

    /// How many keys a query sees of those that the mask shows it.
    private int seen(int batch, int query, int shown) {
        int there = lengths.isPresent() ? (int) lengths.integer(batch) : FAR;
        if (!causal) {
            return Math.min(shown, there);
        }
        int before = past > 0 || !lengths.isPresent() ? past : there - queryRows;
        return Math.min(Math.min(shown, there), query + 1 + before);
    }
}
