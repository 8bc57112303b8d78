package dev.rsparse.runtime.op.fused;

import dev.rsparse.runtime.op.linear.NBitsLayout;
import dev.rsparse.runtime.op.linear.NBitsProduct;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// [dev.rsparse.runtime.op.linear.MatMulNBits] with a constant weight, laid as [NBitsLayout] lays it. Attributes:
/// `K`, `N`, `bits` (4), `block_size`. Types: f32, f16, bf16, computed as f32.
public final class FusedMatMulNBits implements Operator {

    private final NBitsProduct product;

    public FusedMatMulNBits(Settings settings) {
        this.product = new NBitsProduct(NBitsLayout.of(settings), settings.workers());
    }

    /// @param a `[...,K]`
    /// @param words the integers, i32
    /// @param scales of blocks, f32
    /// @param marks of blocks, f32
    /// @param bias `[N]`, or absent
    /// @param order `[K]`: which channel meets each row of the weight, i32; or absent
    /// @param y `[...,N]`
    public void run(Tensor a, Tensor words, Tensor scales, Tensor marks, Tensor bias, Tensor order, Tensor y) {
        if (order.isPresent()) {
            product.order(order.ints());
        }
        product.weight(words.ints(), scales.floats(), marks.floats()).run(a, bias, y);
    }
}
