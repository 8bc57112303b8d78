package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` with more axes of extent 1, which in the result are those named by `axes`, in any order. Any type; `axes`
/// is an attribute before version 13 and an input since; negative ones count from the end of the result since
/// version 11. ONNX Unsqueeze-1,-11,-13,-21,-23,-24,-25.
public final class Unsqueeze implements Operator {

    private final Numbers axes;
    private final Extents extents = new Extents();

    public Unsqueeze(Settings settings) {
        this.axes = new Numbers("Unsqueeze", "axes", settings.integers("axes"));
    }

    /// @param axesInput absent before version 13
    /// @param out shows the elements of `data`
    public void run(Tensor data, Tensor axesInput, Tensor out) {
        axes.read(axesInput);
        int rank = data.rank() + axes.size();
        extents.clear();
        for (int axis = 0; axis < rank; axis++) {
            extents.add(-1);
        }
        for (int i = 0; i < axes.size(); i++) {
            int axis = Checks.axis("Unsqueeze", axes.get(i), data, rank);
            if (extents.get(axis) == 1) {
                throw new IllegalArgumentException("Unsqueeze: axis " + axis + " comes twice in " + axes);
            }
            extents.set(axis, 1);
        }
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (extents.get(axis) == -1) {
                extents.set(axis, data.dim(next++));
            }
        }
        extents.view(out, data);
    }
}
