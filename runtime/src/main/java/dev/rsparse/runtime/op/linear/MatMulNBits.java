package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = A Bᵀ + bias`, where `B` `[N,K]` is kept in integers of `bits` bits (4; or 2 or 8), lowest bits first, each
/// block of `block_size` numbers of a row with a scale, and a zero point, which is `2^(bits - 1)` unless given.
/// Other attributes: `K`, `N`. Types: f32, f16, bf16, computed as f32, whatever `accuracy_level` allows. Lays `B`
/// in each run; what a model holds as constants is laid when it is compiled. Source: ONNX Runtime com.microsoft
/// MatMulNBits-1.
public final class MatMulNBits implements Operator {

    private static final String NAME = "MatMulNBits";

    private final NBitsLayout layout;
    private final NBitsProduct product;
    private final Floats scale = new Floats();
    private final Floats point = new Floats();
    private int[] words = {};
    private float[] scaleOfBlocks = {};
    private float[] markOfBlocks = {};
    private int[] order = {};

    public MatMulNBits(Settings settings) {
        this.layout = NBitsLayout.of(settings);
        this.product = new NBitsProduct(layout, settings.workers());
    }

    /// @param a `[...,K]`
    /// @param b `[N,blocks,block_size bits / 8]`, u8
    /// @param scales `[N blocks]`
    /// @param zeros `[N,⌈blocks bits / 8⌉]`, u8, or `[N blocks]` of floats; or absent
    /// @param group `[K]`: the block whose scale and zero point each column of `B` has, i32, as many columns for
    ///     each block as there are in it; or absent, where columns have those of the block they lie in
    /// @param bias `[N]`, or absent
    /// @param y `[...,N]`
    public void run(Tensor a, Tensor b, Tensor scales, Tensor zeros, Tensor group, Tensor bias, Tensor y) {
        boolean fits = b.type() == ElementType.U8
                && b.count() == layout.givenBytes()
                && scales.count() == layout.givenScales()
                && (!zeros.isPresent()
                        || zeros.count() == (isPacked(zeros) ? layout.givenPointBytes() : scales.count()))
                && (!group.isPresent() || group.count() == layout.depth);
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": B " + b + ", scales " + scales
                    + (zeros.isPresent() ? ", zero points " + zeros : "")
                    + (group.isPresent() ? ", g_idx " + group : "")
                    + " do not go together with K " + layout.depth + " and N " + layout.columns);
        }
        if (group.isPresent()) {
            order = order.length == 0 ? new int[layout.depth] : order;
            layout.order(group, order);
        }
        lay(b, scales, zeros);
        product.order(order).weight(words, scaleOfBlocks, markOfBlocks).run(a, bias, y);
    }

    private static boolean isPacked(Tensor zeros) {
        return zeros.type() == ElementType.U8;
    }

    private void lay(Tensor b, Tensor scales, Tensor zeros) {
        if (words.length == 0) {
            words = new int[layout.wordCount()];
            scaleOfBlocks = new float[layout.scaleCount()];
            markOfBlocks = new float[layout.scaleCount()];
        }
        layout.layWords(b.bytes(), order, words);
        layout.layScales(scale.of(scales), scaleOfBlocks);
        layout.layMarks(points(zeros), markOfBlocks);
    }

    private float[] points(Tensor zeros) {
        if (!zeros.isPresent()) {
            return NBitsLayout.MIDDLE;
        }
        if (!isPacked(zeros)) {
            return point.of(zeros);
        }
        float[] points = point.room(layout.givenScales());
        layout.unpackPoints(zeros.bytes(), points);
        return points;
    }
}
