package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` stretched to the common shape of its own and `shape`, aligned at the last axis: where one extent is 1,
/// the other holds. Any type. ONNX Expand-8,-13.
public final class Expand implements Operator {

    private final Numbers wanted = new Numbers("Expand", "shape", new long[0]);
    private final Extents extents = new Extents();
    private final StridedCopy copy;

    public Expand(Settings settings) {
        this.copy = new StridedCopy(settings.workers());
    }

    /// Writes the stretched elements.
    public void run(Tensor data, Tensor shape, Tensor out) {
        wanted.read(shape);
        int rank = Math.max(data.rank(), wanted.size());
        int shift = rank - data.rank();
        extents.clear();
        for (int axis = 0; axis < rank; axis++) {
            int here = axis < shift ? 1 : data.dim(axis - shift);
            long there = axis < rank - wanted.size() ? 1 : wanted.get(axis - rank + wanted.size());
            if (there < 0 || here != 1 && there != 1 && here != there) {
                throw new IllegalArgumentException("Expand: " + data + " is not stretched by " + wanted);
            }
            extents.add(Checks.extent("Expand", here == 1 ? there : here, data));
        }
        extents.shape(out, data.type());
        copy.clear();
        for (int axis = 0; axis < rank; axis++) {
            boolean same = axis >= shift && data.dim(axis - shift) > 1;
            int stride = same ? data.count(axis - shift + 1, data.rank()) : 0;
            copy.axis(out.dim(axis), stride, out.count(axis + 1, rank));
        }
        copy.run(data, 0, out, 0);
    }
}
