package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` without axes of extent 1: those named by `axes`, or all of them when none are named. Any type; `axes` is
/// an attribute before version 13 and an input since; negative ones count from the end since version 11. ONNX
/// Squeeze-1,-11,-13,-21,-23,-24,-25.
public final class Squeeze implements Operator {

    private final Numbers axes;
    private final Extents extents = new Extents();

    public Squeeze(Settings settings) {
        this.axes = new Numbers("Squeeze", "axes", settings.integers("axes"));
    }

    /// @param axesInput absent before version 13
    /// @param out shows the elements of `data`
    public void run(Tensor data, Tensor axesInput, Tensor out) {
        axes.read(axesInput);
        extents.copy(data);
        for (int i = 0; i < axes.size(); i++) {
            int axis = Checks.axis("Squeeze", axes.get(i), data);
            if (data.dim(axis) != 1) {
                throw new IllegalArgumentException("Squeeze: axis " + axis + " of " + data + " is not of extent 1");
            }
            extents.set(axis, -1);
        }
        int rank = extents.rank();
        int left = axes.isEmpty() ? 1 : -1;
        extents.clear();
        // What is kept moves up; the extents behind are still those of before.
        for (int axis = 0; axis < rank; axis++) {
            int extent = extents.get(axis);
            if (extent != left) {
                extents.add(extent);
            }
        }
        extents.view(out, data);
    }
}
