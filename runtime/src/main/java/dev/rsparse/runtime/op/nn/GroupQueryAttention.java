package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// Causal attention of decoders, `softmax(cap(scale Q Kᵀ) + bias) V`, whose neighbouring heads of queries share
/// keys and values, and which keeps these. Queries and keys may be turned by the angles of their positions.
/// Attributes: `num_heads`, `kv_num_heads`, `scale` (0: 1 / √head size), `softcap` (0: none), `do_rotary` (0),
/// `rotary_interleaved` (0), `local_window_size` (-1: none): how many of the last keys a query sees,
/// `smooth_softmax` (0): whether a score of 0 takes its share of the weights and gives nothing. Types: f32, f16,
/// bf16, computed as f32. Source: ONNX Runtime com.microsoft GroupQueryAttention-1.
public final class GroupQueryAttention implements Operator {

    private static final String NAME = "GroupQueryAttention";

    private final int queryHeads;
    private final int keyHeads;
    private final float scale;
    private final boolean rotates;
    private final boolean smooth;
    private final int window;
    private final Heads heads;
    private final Rotation rotation;
    private final AttentionMask mask = new AttentionMask(NAME);
    private final Floats queries = new Floats();
    private final Floats keys = new Floats();
    private final Floats values = new Floats();
    private final Floats turned = new Floats();
    private final Floats result = new Floats();
    private final Floats cosines = new Floats();
    private final Floats sines = new Floats();
    private final GroupedCache keyCache = new GroupedCache(NAME);
    private final GroupedCache valueCache = new GroupedCache(NAME);
    private final Layout turnedQueries = new Layout();
    private int[] before = {};

    public GroupQueryAttention(Settings settings) {
        this.queryHeads = Shapes.extent(settings.integer("num_heads", 0));
        this.keyHeads = Shapes.extent(settings.integer("kv_num_heads", 0));
        this.scale = settings.number("scale", 0);
        this.rotates = settings.flag("do_rotary", false);
        this.smooth = settings.flag("smooth_softmax", false);
        this.window = Math.toIntExact(settings.integer("local_window_size", -1));
        this.rotation = new Rotation(NAME, settings.flag("rotary_interleaved", false));
        this.heads = new Heads(settings.workers());
        heads.cap = settings.number("softcap", 0);
        heads.bias = this::bias;
        if (keyHeads < 1 || queryHeads % keyHeads != 0) {
            throw new IllegalArgumentException(
                    NAME + ": " + queryHeads + " heads cannot share " + keyHeads + " of keys and values");
        }
    }

    /// @param q `[B,S,H D]`, or with keys and values behind them `[B,S,(H + 2 G) D]`
    /// @param k `[B,S,G D]`, or absent; so is `v`
    /// @param pastKey `[B,G,P,D]`, or absent; so is `pastValue`
    /// @param lengths `[B]`: one less than the keys that each has, those of now among them, i32
    /// @param total the most keys that one has, i32
    /// @param cos `[positions,D / 2]`, or absent; so is `sin`
    /// @param positions `[B,S]`, i64; or absent for those after the past
    /// @param added absent, or what is added to scores, and can be stretched to `[B,H,S,keys]`
    /// @param sink `[H]`: a score of each head that takes its share of the weights; or absent
    /// @param y `[B,S,H D]`
    /// @param presentKey `[B,G,max(P, total),D]`, as is `presentValue`
    public void run(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor pastKey,
            Tensor pastValue,
            Tensor lengths,
            Tensor total,
            Tensor cos,
            Tensor sin,
            Tensor positions,
            Tensor added,
            Tensor sink,
            Tensor y,
            Tensor presentKey,
            Tensor presentValue) {
        check(q, k, v, lengths, total, positions, sink);
        lay(q, k, v);
        int most = Math.toIntExact(total.integer(0));
        setBefore(q, lengths, most);
        keyCache.join(q, heads.k, pastKey, presentKey, before, most);
        valueCache.join(q, heads.v, pastValue, presentValue, before, most);
        if (rotates) {
            rotation.of(cos, cosines.of(cos), sin, sines.of(sin), heads.q.size, 0);
            rotate(positions);
        }
        keyCache.store(presentKey);
        valueCache.store(presentValue);
        heads.scale = scale == 0 ? (float) (1 / Math.sqrt(heads.q.size)) : scale;
        mask.of(added, q.dim(0), queryHeads, q.dim(1), heads.k.rows, true);
        setSinks(sink);
        y.shape(q.type(), q.dim(0), q.dim(1), queryHeads * heads.q.size);
        heads.y.byRow(result.into(y), q.dim(0), queryHeads, q.dim(1), heads.q.size);
        heads.run();
        result.store(y);
    }

    private void check(Tensor q, Tensor k, Tensor v, Tensor lengths, Tensor total, Tensor positions, Tensor sink) {
        Types.checkShortFloats(NAME, "query", q);
        boolean packed = !k.isPresent();
        int all = packed ? queryHeads + 2 * keyHeads : queryHeads;
        boolean fits = q.rank() == 3
                && q.dim(2) % all == 0
                && packed != v.isPresent()
                && (packed || k.rank() == 3 && k.count() == q.dim(0) * q.dim(1) * (q.dim(2) / all) * keyHeads)
                && (packed || v.hasDimsOf(k) && v.type() == q.type() && k.type() == q.type())
                && lengths.count() == q.dim(0)
                && total.count() == 1
                && (!positions.isPresent() || positions.count() == q.dim(0) * q.dim(1))
                && (!sink.isPresent() || sink.count() == queryHeads);
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": query " + q + (packed ? "" : ", key " + k + ", value " + v)
                    + ", lengths " + lengths + " and the others do not go together");
        }
    }

    private void lay(Tensor q, Tensor k, Tensor v) {
        int batches = q.dim(0);
        int rows = q.dim(1);
        float[] all = queries.of(q);
        if (k.isPresent()) {
            int size = q.dim(2) / queryHeads;
            heads.q.byRow(all, batches, queryHeads, rows, size);
            heads.k.byRow(keys.of(k), batches, keyHeads, rows, size);
            heads.v.byRow(values.of(v), batches, keyHeads, rows, size);
        } else {
            int size = q.dim(2) / (queryHeads + 2 * keyHeads);
            heads.q.byRow(all, batches, queryHeads, rows, size, 0, q.dim(2));
            heads.k.byRow(all, batches, keyHeads, rows, size, queryHeads * size, q.dim(2));
            heads.v.byRow(all, batches, keyHeads, rows, size, (queryHeads + keyHeads) * size, q.dim(2));
        }
    }

    /// How many keys of before each batch has: none where all keys are of now.
    private void setBefore(Tensor q, Tensor lengths, int total) {
        if (before.length != q.dim(0)) {
            before = new int[q.dim(0)];
        }
        for (int batch = 0; batch < before.length; batch++) {
            long count = q.dim(1) == total ? 0 : lengths.integer(batch) + 1 - q.dim(1);
            if (count < 0 || count + q.dim(1) > total) {
                throw new IllegalArgumentException(NAME + ": batch " + batch + " of query " + q + " cannot have "
                        + (lengths.integer(batch) + 1) + " keys of " + total);
            }
            before[batch] = (int) count;
        }
    }

    private void setSinks(Tensor sink) {
        int count = sink.isPresent() || smooth ? queryHeads : 0;
        if (heads.sinks.length != count) {
            heads.sinks = new float[count];
        }
        for (int i = 0; i < count && sink.isPresent(); i++) {
            heads.sinks[i] = (float) sink.number(i);
        }
    }

    private void rotate(Tensor positions) {
        Layout q = heads.q;
        Layout to = turnedQueries.byHead(
                turned.room(q.batches * q.heads * q.rows * q.size), q.batches, q.heads, q.rows, q.size);
        for (int i = 0; i < q.batches * q.rows; i++) {
            int batch = i / q.rows;
            int row = i % q.rows;
            long angle = positions.isPresent() ? positions.integer(i) : before[batch] + row;
            for (int head = 0; head < q.heads; head++) {
                rotation.apply(q.values, q.at(batch, head, row), to.values, to.at(batch, head, row), q.size, angle);
            }
            for (int head = 0; head < heads.k.heads; head++) {
                int at = heads.k.at(batch, head, before[batch] + row);
                rotation.apply(heads.k.values, at, heads.k.values, at, q.size, angle);
            }
        }
        q.byHead(to.values, q.batches, q.heads, q.rows, q.size);
    }

    private int bias(int batch, int head, int query, float[] scores, int at) {
        mask.add(batch, head, query, scores, at);
        int seen = before[batch] + query + 1;
        if (window > 0) {
            Arrays.fill(scores, at, at + Math.max(0, seen - window), Float.NEGATIVE_INFINITY);
        }
        return seen;
    }
}
