package dev.rsparse.runtime.op.nn;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Puts numbers back to where [MaxPool] found them; the others are 0. Attributes `kernel_shape`, `strides` (1) and
/// `pads` (0) tell the shape, `(extent - 1) stride + kernel - pads`. Indices count the elements of a tensor of that
/// shape; where `outputShape` is larger they still do. Types: floats. Source: ONNX MaxUnpool-9,-11,-22.
public final class MaxUnpool implements Operator {

    private final long[] kernel;
    private final long[] strides;
    private final long[] pads;

    public MaxUnpool(Settings settings) {
        this.kernel = settings.integers("kernel_shape");
        this.strides = settings.integers("strides");
        this.pads = settings.integers("pads");
    }

    /// @param x `[N,C,...]`
    /// @param indices as `x`, i64
    /// @param outputShape the result's shape, i64; or absent
    /// @param y `[N,C,...]`
    public void run(Tensor x, Tensor indices, Tensor outputShape, Tensor y) {
        int rank = x.rank() - 2;
        boolean fits = rank > 0
                && kernel.length == rank
                && (strides.length == 0 || strides.length == rank)
                && (pads.length == 0 || pads.length == 2 * rank)
                && indices.hasDimsOf(x)
                && (!outputShape.isPresent() || outputShape.count() == x.rank());
        if (!fits) {
            throw new IllegalArgumentException(
                    "MaxUnpool: X " + x + " and I " + indices + " do not go together, or with the attributes");
        }
        Types.checkFloats("MaxUnpool", "X", x);
        int[] small = x.dims();
        int[] dims = x.dims();
        for (int i = 0; i < rank; i++) {
            long stride = strides.length == 0 ? 1 : strides[i];
            long padding = pads.length == 0 ? 0 : pads[i] + pads[rank + i];
            small[2 + i] = Math.toIntExact((x.dim(2 + i) - 1) * stride + kernel[i] - padding);
        }
        for (int i = 0; i < dims.length; i++) {
            dims[i] = outputShape.isPresent() ? Math.toIntExact(outputShape.integer(i)) : small[i];
        }
        y.shape(x.type(), dims);
        for (int i = 0; i < y.count(); i++) {
            y.setInteger(i, 0);
        }
        for (int i = 0; i < x.count(); i++) {
            y.setNumber(place(indices.integer(i), small, dims), x.number(i));
        }
    }

    /// Where the element lies in the result that has the number `index` in one of the `small` shape.
    private static int place(long index, int[] small, int[] dims) {
        long rest = index;
        int at = 0;
        int step = 1;
        boolean inside = index >= 0;
        for (int axis = dims.length - 1; axis >= 0 && inside; axis--) {
            int extent = Math.max(1, small[axis]);
            int place = (int) (rest % extent);
            rest /= extent;
            inside = place < dims[axis];
            at += place * step;
            step *= dims[axis];
        }
        if (!inside || rest > 0) {
            throw new IllegalArgumentException("MaxUnpool: index " + index + " lies outside the result");
        }
        return at;
    }
}
