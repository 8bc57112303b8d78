package dev.rsparse.runtime.op.linear;

import static dev.rsparse.runtime.kernel.VectorMath.FLOATS;
import static dev.rsparse.runtime.kernel.VectorMath.LANES;

import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// A linear that skips channels: `Y = where(mask, X, 0) W + where(mask, 0, X) V U` with `mask = f32(|X|) C > T`.
/// Rows of `W` that no row of `X` keeps are not read, so what they hold does not matter, not even NaN. Factors of
/// rank 1 that are all zeros stand for none. A row of `X` with a number that is not finite gives NaN. Types:
/// floats; scores are in f32, 16 bits are computed as f32 and rounded once. Source: Zhang et al., R-Sparse (ICLR
/// 2025), as the function of the same name in domain dev.rsparse spells it.
public final class SparseLowRankLinear implements Operator {

    private static final float[] NO_BIAS = {};

    private final SparseProduct product;
    private final Extents dims = new Extents();
    private final Floats rows = new Floats();
    private final Floats weights = new Floats();
    private final Floats left = new Floats();
    private final Floats right = new Floats();
    private final Floats result = new Floats();
    private final PlainSparseProduct doubles = new PlainSparseProduct();

    public SparseLowRankLinear(Settings settings) {
        this.product = new SparseProduct(settings.workers(), (out, from, to) -> {});
    }

    /// @param x `[...,in]`
    /// @param w `[in,out]`
    /// @param c `[in]`, or one number for all channels; f32
    /// @param t one number, f32
    /// @param v `[in,rank]`
    /// @param u `[rank,out]`
    /// @param y `[...,out]`
    public void run(Tensor x, Tensor w, Tensor c, Tensor t, Tensor v, Tensor u, Tensor y) {
        check(x, w, c, t, v, u);
        int depth = w.dim(0);
        int columns = w.dim(1);
        dims.copy(x);
        dims.set(x.rank() - 1, columns);
        dims.shape(y, x.type());
        int count = x.count(0, x.rank() - 1);
        switch (x.type()) {
            case F32, F16, BF16 -> {
                float[] first = left.of(v);
                float[] second = right.of(u);
                boolean none = isNone(first, second, depth, v.dim(1), columns);
                product.left(rows.of(x), count, depth)
                        .above(t.floats()[0], c.floats(), c.count() == 1)
                        .right(weights.of(w), columns)
                        .lowRank(first, v.dim(1), second, none ? 0 : v.dim(1))
                        .into(NO_BIAS, result.into(y));
                result.store(y);
            }
            case F64 -> doubles.run(x, w, c, t, v, u, y);
            default -> throw new IllegalArgumentException("SparseLowRankLinear: X " + x + " is not of floats");
        }
    }

    private static void check(Tensor x, Tensor w, Tensor c, Tensor t, Tensor v, Tensor u) {
        boolean fits = goTogether(w, c, t, v, u) && x.rank() > 0 && x.type() == w.type() && x.dim(-1) == w.dim(0);
        if (!fits) {
            throw new IllegalArgumentException("SparseLowRankLinear: X " + x + ", W " + w + ", C " + c + ", T " + t
                    + ", V " + v + " and U " + u + " do not go together");
        }
    }

    /// Whether tensors are of the types and shapes that [#run] takes together.
    public static boolean goTogether(Tensor w, Tensor c, Tensor t, Tensor v, Tensor u) {
        return w.rank() == 2
                && v.rank() == 2
                && u.rank() == 2
                && v.dim(0) == w.dim(0)
                && v.dim(1) == u.dim(0)
                && u.dim(1) == w.dim(1)
                && v.type() == w.type()
                && u.type() == w.type()
                && c.type() == ElementType.F32
                && (c.count() == 1 || c.rank() == 1 && c.count() == w.dim(0))
                && t.type() == ElementType.F32
                && t.count() == 1;
    }

    /// Whether factors `[depth,rank]` and `[rank,columns]` stand for no low-rank product.
    public static boolean isNone(float[] v, float[] u, int depth, int rank, int columns) {
        return rank == 1 && isZero(v, depth) && isZero(u, columns);
    }

    private static boolean isZero(float[] values, int count) {
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            if (FloatVector.fromArray(FLOATS, values, i)
                    .compare(VectorOperators.NE, 0)
                    .anyTrue()) {
                return false;
            }
        }
        for (; i < count; i++) {
            if (values[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
