package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// The elements of `data` in another shape. An extent of -1 is what is left for it; 0 is the extent of the same
/// axis of `data`, or with the attribute `allowzero` (default 0, since version 14) really 0. Any type; since
/// version 5 the shape is an input. ONNX Reshape-5,-13,-14,-19,-21,-23,-24,-25.
public final class Reshape implements Operator {

    private final boolean allowZero;
    private final Numbers wanted = new Numbers("Reshape", "shape", new long[0]);
    private final Extents extents = new Extents();

    public Reshape(Settings settings) {
        this.allowZero = settings.flag("allowzero", false);
    }

    /// @param out shows the elements of `data`
    public void run(Tensor data, Tensor shape, Tensor out) {
        wanted.read(shape);
        extents.clear();
        long known = 1;
        int open = -1;
        for (int axis = 0; axis < wanted.size(); axis++) {
            long extent = wanted.get(axis);
            if (extent == 0 && !allowZero) {
                extent = axis < data.rank() ? data.dim(axis) : -2;
            }
            if (extent < -1 || extent > Integer.MAX_VALUE || extent == -1 && open >= 0) {
                throw refusal(data);
            }
            open = extent == -1 ? axis : open;
            known = extent == -1 ? known : Math.min(known * extent, Integer.MAX_VALUE + 1L);
            extents.add((int) extent);
        }
        if (open >= 0 && (known == 0 || data.count() % known != 0)) {
            throw refusal(data);
        }
        if (open >= 0) {
            extents.set(open, (int) (data.count() / known));
        } else if (known != data.count()) {
            throw refusal(data);
        }
        extents.view(out, data);
    }

    private IllegalArgumentException refusal(Tensor data) {
        return new IllegalArgumentException("Reshape: " + data + " does not take the shape " + wanted);
    }
}
