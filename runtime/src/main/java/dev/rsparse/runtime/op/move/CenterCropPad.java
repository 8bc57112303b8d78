package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Extents;
import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// `data` cut or filled with zeros around its middle until axes have the extents `shape`, one for each of the
/// attribute `axes` (by default all; negative ones count from the end). Of an odd number of places one more is cut
/// or added at the end. Any type. ONNX CenterCropPad-18.
public final class CenterCropPad implements Operator {

    private final Numbers axes;
    private final Numbers wanted = new Numbers("CenterCropPad", "shape", new long[0]);
    private final Tensor zero = new Tensor();
    private final Extents shifts = new Extents();
    private final Extents extents = new Extents();
    private final ShiftedCopy copy;

    public CenterCropPad(Settings settings) {
        this.axes = new Numbers("CenterCropPad", "axes", settings.integers("axes"));
        this.copy = new ShiftedCopy(settings.workers());
        axes.read(Tensor.ABSENT);
    }

    /// Writes the middle.
    public void run(Tensor data, Tensor shape, Tensor out) {
        wanted.read(shape);
        if (wanted.size() != (axes.isEmpty() ? data.rank() : axes.size())) {
            throw new IllegalArgumentException("CenterCropPad: shape " + wanted + " does not go with " + data
                    + (axes.isEmpty() ? "" : " and axes " + axes));
        }
        extents.copy(data);
        shifts.clear();
        for (int axis = 0; axis < data.rank(); axis++) {
            shifts.add(0);
        }
        for (int i = 0; i < wanted.size(); i++) {
            int axis = axes.isEmpty() ? i : Checks.axis("CenterCropPad", axes.get(i), data);
            int extent = Checks.extent("CenterCropPad", wanted.get(i), data);
            extents.set(axis, extent);
            shifts.set(axis, (extent - data.dim(axis)) / 2);
        }
        zero.shape(data.type());
        zero.setInteger(0, 0);
        extents.shape(out, data.type());
        copy.run(data, shifts, zero, out);
    }
}
