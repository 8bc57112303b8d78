package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.op.linear.Floats;
import dev.rsparse.runtime.op.linear.MatrixPanels;
import dev.rsparse.runtime.op.linear.Product;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// Attention of many heads together with the product that makes queries, keys and values of one input, `x W + b`:
/// `softmax(scale Q Kᵀ + mask + bias) V`. Attributes: `num_heads`, `qkv_hidden_sizes` (a third of the columns
/// each), `scale` (0: 1 / √head size), `unidirectional` (0): query `i` sees keys up to `i` plus the number of past
/// ones, `mask_filter_value` (-10000): what is added to scores of keys that are padding. `do_rotary` other than 0
/// is refused. Types: f32, f16, bf16, computed as f32. Source: ONNX Runtime com.microsoft Attention-1.
public final class MicrosoftAttention implements Operator {

    private static final String NAME = "Attention";

    private final int count;
    private final long[] sizes;
    private final float scale;
    private final boolean causal;
    private final Product product;
    private final Heads heads;
    private final MatrixPanels panels = new MatrixPanels();
    private final PaddingMask padding;
    private final AttentionMask mask = new AttentionMask(NAME);
    private final Floats inputs = new Floats();
    private final Floats matrix = new Floats();
    private final Floats projected = new Floats();
    private final Floats before = new Floats();
    private final Floats joined = new Floats();
    private final Floats result = new Floats();
    private final Layout was = new Layout();
    private final Layout all = new Layout();
    private final int[] zero = new int[1];
    private int past;

    public MicrosoftAttention(Settings settings) {
        this.count = Shapes.extent(settings.integer("num_heads", 0));
        this.sizes = settings.integers("qkv_hidden_sizes");
        this.scale = settings.number("scale", 0);
        this.causal = settings.flag("unidirectional", false);
        this.product = new Product(settings.workers());
        this.heads = new Heads(settings.workers());
        this.padding = new PaddingMask(NAME, settings.number("mask_filter_value", -10000));
        heads.bias = this::bias;
        if (settings.flag("do_rotary", false)) {
            throw new IllegalArgumentException(NAME + ": do_rotary is not supported");
        }
    }

    /// @param x `[B,S,I]`
    /// @param w `[I,2 H D + H E]`
    /// @param b `[2 H D + H E]`, or absent
    /// @param keyPadding `[B]`, `[B,P + S]` or `[B,S,P + S]`, as [PaddingMask] has it; or absent
    /// @param past `[2,B,H,P,D]`: keys, then values, which then have the same size; or absent
    /// @param added absent, or what is added to scores, and can be stretched to `[B,H,S,P + S]`
    /// @param y `[B,S,H E]`
    /// @param present `[2,B,H,P + S,D]`, or absent
    public void run(
            Tensor x, Tensor w, Tensor b, Tensor keyPadding, Tensor past, Tensor added, Tensor y, Tensor present) {
        Types.checkShortFloats(NAME, "input", x);
        boolean given = sizes.length == 3;
        int columns = w.rank() == 2 ? w.dim(1) : 0;
        int keyWidth = given ? Math.toIntExact(sizes[0]) : columns / 3;
        int valueWidth = columns - 2 * keyWidth;
        boolean fits = x.rank() == 3
                && columns > 0
                && w.dim(0) == x.dim(2)
                && count > 0
                && keyWidth % count == 0
                && valueWidth % count == 0
                && (given ? sizes[1] == keyWidth && sizes[2] == valueWidth : columns % 3 == 0)
                && (!b.isPresent() || b.count() == columns);
        if (!fits) {
            throw new IllegalArgumentException(
                    NAME + ": input " + x + ", weights " + w + " and bias do not go together with " + count + " heads");
        }
        int batches = x.dim(0);
        int rows = x.dim(1);
        float[] made = project(x, w, b, columns);
        heads.q.byRow(made, batches, count, rows, keyWidth / count, 0, columns);
        heads.k.byRow(made, batches, count, rows, keyWidth / count, keyWidth, columns);
        heads.v.byRow(made, batches, count, rows, valueWidth / count, 2 * keyWidth, columns);
        join(x, past, present);
        heads.scale = scale == 0 ? (float) (1 / Math.sqrt(heads.q.size)) : scale;
        padding.of(keyPadding, batches, rows, heads.k.rows);
        mask.of(added, batches, count, rows, heads.k.rows, false);
        y.shape(x.type(), batches, rows, valueWidth);
        heads.y.byRow(result.into(y), batches, count, rows, heads.v.size);
        heads.run();
        result.store(y);
    }

    private float[] project(Tensor x, Tensor w, Tensor b, int columns) {
        int rows = x.dim(0) * x.dim(1);
        float[] to = projected.room(rows * columns);
        for (int i = 0; i < rows * columns; i++) {
            to[i] = b.isPresent() ? (float) b.number(i % columns) : 0;
        }
        product.left(inputs.of(x), zero, x.dim(2))
                .right(panels.of(matrix.of(w), zero, columns, 1))
                .out(to, zero, columns)
                .run(1, rows, x.dim(2), columns);
        return to;
    }

    /// Joins keys and values to those of before.
    private void join(Tensor x, Tensor past, Tensor present) {
        Layout k = heads.k;
        int size = k.size;
        this.past = past.isPresent() && past.rank() == 5 ? past.dim(3) : 0;
        if (!past.isPresent() && !present.isPresent()) {
            return;
        }
        int half = k.batches * k.heads * this.past * size;
        boolean fits =
                heads.v.size == size && (!past.isPresent() || past.type() == x.type() && past.count() == 2 * half);
        if (!fits) {
            throw new IllegalArgumentException(
                    NAME + ": past " + past + " does not fit " + k.heads + " heads of input " + x);
        }
        int rows = this.past + k.rows;
        int all = k.batches * k.heads * rows * size;
        if (present.isPresent()) {
            present.shape(x.type(), 2, k.batches, k.heads, rows, size);
        }
        float[] array = present.isPresent() ? joined.into(present) : joined.room(2 * all);
        float[] old = past.isPresent() ? before.of(past) : array;
        joinOne(k, old, 0, array, 0);
        joinOne(heads.v, old, half, array, all);
        if (present.isPresent()) {
            joined.store(present);
        }
    }

    private void joinOne(Layout now, float[] old, int from, float[] array, int to) {
        int rows = past + now.rows;
        was.byHead(old, now.batches, now.heads, past, now.size).from(from);
        all.byHead(array, now.batches, now.heads, rows, now.size).from(to);
        for (int batch = 0; batch < now.batches; batch++) {
            was.copy(batch, 0, past, all, 0);
            now.copy(batch, 0, now.rows, all, past);
        }
        now.byHead(array, now.batches, now.heads, rows, now.size).from(to);
    }

    private int bias(int batch, int head, int query, float[] scores, int at) {
        mask.add(batch, head, query, scores, at);
        int there = padding.add(batch, query, scores, at);
        return causal ? Math.min(there, past + query + 1) : there;
    }
}
