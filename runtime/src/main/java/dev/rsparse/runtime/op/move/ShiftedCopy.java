package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Tensor;

/// Copies a tensor into one of the same rank and other extents, moved by some places along each axis: what falls
/// outside is left out, places that nothing goes to are filled.
final class ShiftedCopy {

    private final StridedCopy copy;

    ShiftedCopy(Workers workers) {
        this.copy = new StridedCopy(workers);
    }

    /// @param shifts the place in `out` that the first place of each axis of `x` goes to
    /// @param value one element of the same type, which fills
    void run(Tensor x, Extents shifts, Tensor value, Tensor out) {
        int start = 0;
        int place = 0;
        long copied = 1;
        copy.clear();
        for (int axis = 0; axis < x.rank(); axis++) {
            int shift = shifts.get(axis);
            int first = Math.max(0, shift);
            int last = (int) Math.min(out.dim(axis), (long) x.dim(axis) + shift);
            int extent = Math.max(0, last - first);
            int stride = x.count(axis + 1, x.rank());
            int outStride = out.count(axis + 1, x.rank());
            copy.axis(extent, stride, outStride);
            start += extent == 0 ? 0 : (first - shift) * stride;
            place += extent == 0 ? 0 : first * outStride;
            copied *= extent;
        }
        if (copied < out.count()) {
            Elements.fill(value.data(), 0, out.data(), 0, out.count());
        }
        copy.run(x, start, out, place);
    }
}
