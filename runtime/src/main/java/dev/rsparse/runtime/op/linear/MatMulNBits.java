package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;

/// `Y = A Bᵀ + bias`, where `B` `[N,K]` is kept in integers of `bits` bits (4; or 2 or 8), lowest bits first, each
/// block of `block_size` numbers of a row with a scale, and a zero point, which is `2^(bits - 1)` unless given.
/// Other attributes: `K`, `N`. Types: f32, f16, bf16, computed as f32. Source: ONNX Runtime com.microsoft
/// MatMulNBits-1.
public final class MatMulNBits implements Operator {

    private static final String NAME = "MatMulNBits";

    private final int depth;
    private final int columns;
    private final int bits;
    private final int block;
    private final Product product;
    private final MatrixPanels panels = new MatrixPanels();
    private final Floats left = new Floats();
    private final Floats weights = new Floats();
    private final Floats result = new Floats();
    private final int[] zero = new int[1];
    private final Extents dims = new Extents();

    public MatMulNBits(Settings settings) {
        this.depth = Shapes.extent(settings.integer("K", 0));
        this.columns = Shapes.extent(settings.integer("N", 0));
        this.bits = Math.toIntExact(settings.integer("bits", 4));
        this.block = Shapes.extent(settings.integer("block_size", 0));
        this.product = new Product(settings.workers());
        if (bits != 2 && bits != 4 && bits != 8 || block < 1 || block * bits % 8 != 0) {
            throw new IllegalArgumentException(NAME + ": blocks of " + block + " numbers of " + bits + " bits");
        }
    }

    /// @param a `[...,K]`
    /// @param b `[N,blocks,block_size bits / 8]`, u8
    /// @param scales `[N blocks]`
    /// @param zeros `[N,⌈blocks bits / 8⌉]`, u8, or `[N blocks]` of the type of `a`; or absent
    /// @param group must be absent: an order of rows is not supported
    /// @param bias `[N]`, or absent
    /// @param y `[...,N]`
    public void run(Tensor a, Tensor b, Tensor scales, Tensor zeros, Tensor group, Tensor bias, Tensor y) {
        int blocks = Math.ceilDiv(depth, block);
        boolean packed = zeros.isPresent() && zeros.type() == ElementType.U8;
        boolean fits = a.rank() >= 1
                && a.dim(-1) == depth
                && b.type() == ElementType.U8
                && b.count() == columns * blocks * (block * bits / 8)
                && scales.count() == columns * blocks
                && (!packed || zeros.count() == columns * Math.ceilDiv(blocks * bits, 8))
                && (!zeros.isPresent() || packed || zeros.count() == columns * blocks)
                && !group.isPresent()
                && (!bias.isPresent() || bias.count() == columns);
        if (!fits) {
            throw new IllegalArgumentException(NAME + ": A " + a + ", B " + b + ", scales " + scales
                    + " and the others do not go together with K " + depth + " and N " + columns);
        }
        float[] rows = left.of(a);
        float[] matrix = unpack(b, scales, zeros, blocks);
        dims.copy(a);
        dims.set(a.rank() - 1, columns);
        dims.shape(y, a.type());
        float[] to = result.into(y);
        for (int i = 0; i < y.count(); i++) {
            to[i] = bias.isPresent() ? (float) bias.number(i % columns) : 0;
        }
        product.left(rows, zero, depth)
                .right(panels.of(matrix, zero, 1, depth))
                .out(to, zero, columns)
                .run(1, a.count() / Math.max(1, depth), depth, columns);
        result.store(y);
    }

    private float[] unpack(Tensor b, Tensor scales, Tensor zeros, int blocks) {
        float[] to = weights.room(columns * depth);
        byte[] packed = b.bytes();
        int width = block * bits / 8;
        for (int index = 0; index < columns * blocks; index++) {
            float scale = (float) scales.number(index);
            float point = point(zeros, index, blocks);
            int first = index % blocks * block;
            int at = index / blocks * depth + first;
            int count = Math.min(block, depth - first);
            for (int i = 0; i < count; i++) {
                to[at + i] = (number(packed, index * width, i) - point) * scale;
            }
        }
        return to;
    }

    private float point(Tensor zeros, int index, int blocks) {
        if (!zeros.isPresent()) {
            return 1 << bits - 1;
        }
        if (zeros.type() != ElementType.U8) {
            return (float) zeros.number(index);
        }
        int row = index / blocks * Math.ceilDiv(blocks * bits, 8);
        return number(zeros.bytes(), row, index % blocks);
    }

    private int number(byte[] packed, int from, int i) {
        int bit = i * bits;
        return (packed[from + bit / 8] & 0xFF) >> bit % 8 & (1 << bits) - 1;
    }
}
