package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;

/// `out[i[perm[0]], i[perm[1]], ..] = data[i[0], i[1], ..]`: axis `k` of the result is axis `perm[k]` of `data`
/// (attribute, by default all in reverse). Any type. ONNX Transpose-1,-13,-21,-23,-24,-25.
public final class Transpose implements Operator {

    private final long[] perm;
    private final Extents extents = new Extents();
    private final StridedCopy copy;

    public Transpose(Settings settings) {
        this.perm = settings.integers("perm");
        this.copy = new StridedCopy(settings.workers());
    }

    /// Writes the transposed elements.
    public void run(Tensor data, Tensor out) {
        int rank = data.rank();
        check(data);
        extents.clear();
        for (int axis = 0; axis < rank; axis++) {
            extents.add(data.dim(source(axis, rank)));
        }
        extents.shape(out, data.type());
        copy.clear();
        for (int axis = 0; axis < rank; axis++) {
            int source = source(axis, rank);
            copy.axis(extents.get(axis), data.count(source + 1, rank), out.count(axis + 1, rank));
        }
        copy.run(data, 0, out, 0);
    }

    private int source(int axis, int rank) {
        return perm.length == 0 ? rank - 1 - axis : (int) perm[axis];
    }

    private void check(Tensor data) {
        if (perm.length == 0) {
            return;
        }
        long seen = 0;
        for (long axis : perm) {
            seen |= axis < 0 || axis >= data.rank() ? 0 : 1L << axis;
        }
        if (perm.length != data.rank() || Long.bitCount(seen) != data.rank()) {
            throw new IllegalArgumentException(
                    "Transpose: perm " + Arrays.toString(perm) + " is no order of the axes of " + data);
        }
    }
}
